//! What each `main.rs` calls: settings in, one clear sentence and an exit code out.

use std::{
    env,
    ffi::OsStr,
    net::{Ipv4Addr, SocketAddr},
    process::ExitCode,
};

use clap::{Command, builder::Resettable};
use tokio::signal;
use tokio_util::sync::CancellationToken;
use tracing::info;

use crate::serve::TcpDoor;

/// `EX_USAGE` of sysexits.h: a setting is wrong.
const EX_USAGE: u8 = 64;
/// `EX_UNAVAILABLE` of sysexits.h: something we need is not to be had.
const EX_UNAVAILABLE: u8 = 69;

/// Why a program ends other than well.
#[derive(Debug)]
pub enum Failure {
    /// A setting is wrong: exit code 64.
    Usage(anyhow::Error),
    /// Something it needs is not to be had, as a port: exit code 69.
    Unavailable(anyhow::Error),
    /// Anything else: exit code 1.
    Other(anyhow::Error),
}

/// Parses the command line and the environment. A wrong value ends the program
/// with exit code 64 and says which; `--help` and `--version` end it with 0. An empty
/// variable is one that is not set.
#[must_use]
pub fn parse<C: clap::Parser>() -> C {
    let is_empty = |name: &OsStr| env::var_os(name).is_some_and(|value| value.is_empty());
    let matches = without(C::command(), &is_empty).try_get_matches();
    matches.and_then(|matches| C::from_arg_matches(&matches)).unwrap_or_else(|error| {
        let is_wrong = error.use_stderr();
        // There is nobody left to tell if this cannot be printed.
        let _ = error.print();
        std::process::exit(if is_wrong { i32::from(EX_USAGE) } else { 0 })
    })
}

/// Takes some variables from all flags. Empty ones: it is how many deployments write
/// "not set", and as a value it would only be refused.
fn without(command: Command, is_taken: &dyn Fn(&OsStr) -> bool) -> Command {
    command
        .mut_args(|flag| match flag.get_env().is_some_and(is_taken) {
            true => flag.env(Resettable::Reset),
            false => flag,
        })
        .mut_subcommands(|command| without(command, is_taken))
}

/// Where to listen: what the service's own flag says; else `port`, as the old system
/// had it, on every address; else `local`, a port of this machine only.
#[must_use]
pub fn address(flag: Option<SocketAddr>, port: Option<u16>, local: u16) -> SocketAddr {
    let by_port = port.map(|port| (Ipv4Addr::UNSPECIFIED, port).into());
    flag.or(by_port).unwrap_or_else(|| (Ipv4Addr::LOCALHOST, local).into())
}

/// Runs the program on a multi-threaded runtime and returns its exit code.
pub fn run(program: impl Future<Output = Result<(), Failure>>) -> ExitCode {
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(cause) => return fail(1, &cause.into()),
    };
    let outcome = runtime.block_on(program);
    // Nothing that still runs is owed an answer.
    runtime.shutdown_background();
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Usage(cause)) => fail(EX_USAGE, &cause),
        Err(Failure::Unavailable(cause)) => fail(EX_UNAVAILABLE, &cause),
        Err(Failure::Other(cause)) => fail(1, &cause),
    }
}

#[expect(clippy::print_stderr, reason = "the last word of a program, whatever is logged")]
fn fail(code: u8, cause: &anyhow::Error) -> ExitCode {
    eprintln!("error: {cause:#}");
    ExitCode::from(code)
}

/// Listens on an address; `flag` is what sets it.
///
/// # Errors
///
/// [`Failure::Unavailable`] if it cannot, with the address and the flag.
pub async fn bind(address: SocketAddr, flag: &str) -> Result<TcpDoor, Failure> {
    TcpDoor::bind(address).await.map_err(|cause| {
        Failure::Unavailable(anyhow::anyhow!("cannot listen on {address} ({flag}): {cause}"))
    })
}

/// A token that is cancelled by SIGTERM or Ctrl-C.
#[must_use]
pub fn stop_on_signal() -> CancellationToken {
    let stop = CancellationToken::new();
    let stopping = stop.clone();
    tokio::spawn(async move {
        tokio::select! {
            () = terminated() => info!("SIGTERM: stopping"),
            _ = signal::ctrl_c() => info!("Ctrl-C: stopping"),
        }
        stopping.cancel();
    });
    stop
}

#[cfg(unix)]
async fn terminated() {
    match signal::unix::signal(signal::unix::SignalKind::terminate()) {
        Ok(mut signals) => drop(signals.recv().await),
        Err(_) => std::future::pending().await,
    }
}

#[cfg(not(unix))]
async fn terminated() {
    std::future::pending().await
}

#[cfg(test)]
mod tests {
    use clap::{Arg, CommandFactory as _, FromArgMatches as _, Parser};

    use super::*;

    /// Its flags are set by a variable that is always there.
    #[derive(Debug, Parser)]
    struct Program {
        #[arg(long, env = "CARGO_MANIFEST_DIR")]
        folder: Option<String>,
        #[command(subcommand)]
        command: Option<Subcommand>,
    }

    #[derive(Debug, clap::Subcommand)]
    enum Subcommand {
        Token(Token),
    }

    #[derive(Debug, clap::Args)]
    struct Token {
        #[arg(long, env = "CARGO_MANIFEST_DIR")]
        folder: Option<String>,
    }

    /// The folders of the program and its subcommand, without some variables.
    fn folders(taken: &str) -> [bool; 2] {
        let command = without(Program::command(), &|name| name == taken);
        let matches = command.try_get_matches_from(["program", "token"]).unwrap();
        let program = Program::from_arg_matches(&matches).unwrap();
        let Some(Subcommand::Token(token)) = program.command else { return [false; 2] };
        [program.folder.is_some(), token.folder.is_some()]
    }

    #[test]
    fn a_variable_that_is_taken_away_sets_no_flag_of_any_command() {
        assert_eq!(folders("ANOTHER"), [true, true]);
        assert_eq!(folders("CARGO_MANIFEST_DIR"), [false, false]);
    }

    #[test]
    fn a_flag_keeps_its_value_from_the_command_line() {
        let flag = Arg::new("folder").long("folder").env("CARGO_MANIFEST_DIR");
        let command = without(Command::new("program").arg(flag), &|_| true);
        let matches = command.try_get_matches_from(["program", "--folder", "x"]).unwrap();
        assert_eq!(matches.get_one::<String>("folder").map(String::as_str), Some("x"));
    }
}
