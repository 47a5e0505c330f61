//! `hirehub token`: a development token, and nothing but it, on stdout.

use std::{path::PathBuf, sync::Arc};

use service_kit::{clock::SystemClock, dev_issuer::DevIssuer, program::Failure};

use crate::settings::DEFAULT_DATA_DIR;

/// Whose token.
#[derive(Clone, Debug, clap::Args)]
pub struct TokenArgs {
    /// The user's id: 1 to 128 bytes of printable ASCII.
    #[arg(long)]
    pub user: String,

    /// The name others see; the id unless set.
    #[arg(long)]
    pub name: Option<String>,

    /// Whether they are an admin.
    #[arg(long)]
    pub admin: bool,

    /// The data folder of the program that is to accept it.
    #[arg(long, env = "HIREHUB_DATA_DIR", default_value = DEFAULT_DATA_DIR)]
    pub data_dir: PathBuf,
}

/// Prints a token, good for 12 hours.
///
/// # Errors
///
/// A field that breaks its rule, or a data folder that cannot be used.
#[expect(clippy::print_stdout, reason = "the token is what the command is for")]
pub fn print_token(args: &TokenArgs) -> Result<(), Failure> {
    let issuer = DevIssuer::open(&args.data_dir, Arc::new(SystemClock)).map_err(Failure::Other)?;
    let name = args.name.as_ref().unwrap_or(&args.user);
    let token = issuer.issue(&args.user, name, args.admin);
    println!("{}", token.map_err(|cause| Failure::Usage(cause.into()))?);
    Ok(())
}
