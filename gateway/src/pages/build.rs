//! Where the page's files are: in the program, or in a folder while somebody works
//! on them.

use std::{
    collections::HashMap,
    path::{Component, Path, PathBuf},
    sync::{Arc, LazyLock},
};

use bytes::Bytes;
use include_dir::{Dir, include_dir};
use tokio::{sync::OnceCell, task::spawn_blocking};

use super::file::File;

/// The committed build. `web/build.sh` makes it.
static DIST: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/web/dist");

/// The build as it is answered, by path. A file is compressed when it is first asked
/// for, once for the life of the program: to start is not to wait for what nobody reads.
static EMBEDDED: LazyLock<HashMap<&Path, Embedded>> = LazyLock::new(|| {
    let mut files = HashMap::new();
    collect(&DIST, &mut files);
    files
});

/// A file of the build, and how it is answered once somebody asked.
#[derive(Debug)]
pub(crate) struct Embedded {
    file: &'static include_dir::File<'static>,
    compressed: OnceCell<Arc<File>>,
}

/// The files of the page.
#[derive(Debug)]
pub(crate) enum Build {
    Embedded(&'static HashMap<&'static Path, Embedded>),
    Folder(PathBuf),
}

impl Build {
    /// The build in the program.
    pub(crate) fn embedded() -> Build {
        Build::Embedded(&EMBEDDED)
    }

    /// A build in a folder, read anew for each request.
    pub(crate) fn folder(root: PathBuf) -> Build {
        Build::Folder(root)
    }

    /// The file of a URL's path; `/` is the page itself.
    pub(crate) async fn find(&self, path: &str) -> Option<Arc<File>> {
        let path = if path == "/" { "/index.html" } else { path };
        match self {
            Build::Embedded(files) => files.get(Path::new(path.strip_prefix('/')?))?.get().await,
            Build::Folder(root) => {
                let file = within(root, path)?;
                spawn_blocking(move || read(&file)).await.ok()?
            }
        }
    }
}

impl Embedded {
    async fn get(&'static self) -> Option<Arc<File>> {
        let compress =
            || File::compressed(self.file.path(), &Bytes::from_static(self.file.contents()));
        let made = async || spawn_blocking(compress).await.map(Arc::new);
        self.compressed.get_or_try_init(made).await.ok().cloned()
    }
}

fn collect(folder: &'static Dir<'static>, files: &mut HashMap<&Path, Embedded>) {
    for file in folder.files() {
        files.insert(file.path(), Embedded { file, compressed: OnceCell::new() });
    }
    folder.dirs().for_each(|inner| collect(inner, files));
}

/// Where in the folder a URL's path leads, if it is made of plain names only.
fn within(root: &Path, path: &str) -> Option<PathBuf> {
    let path = Path::new(path.strip_prefix('/')?);
    let is_plain = path.components().all(|part| matches!(part, Component::Normal(_)));
    is_plain.then(|| root.join(path))
}

fn read(file: &Path) -> Option<Arc<File>> {
    let bytes = std::fs::read(file).ok()?;
    Some(Arc::new(File::plain(file, bytes.into())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_never_leaves_the_folder() {
        let root = Path::new("/ui");
        assert_eq!(within(root, "/assets/app.js"), Some(PathBuf::from("/ui/assets/app.js")));
        for path in ["/../secret", "/assets/../../secret", "//etc/passwd", "../secret", ""] {
            assert_eq!(within(root, path), None, "{path}");
        }
    }

    #[test]
    fn the_program_holds_a_page() {
        assert!(EMBEDDED.contains_key(Path::new("index.html")));
    }
}
