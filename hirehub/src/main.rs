//! HireHub in one process. The work is in `hirehub::serve`.

use std::process::ExitCode;

use hirehub::{Command, Program, print_token, serve};
use service_kit::{program, telemetry};

fn main() -> ExitCode {
    let program: Program = program::parse();
    telemetry::init();
    program::run(async {
        match program.command {
            Some(Command::Token(args)) => print_token(&args),
            None => serve(program.settings, program::stop_on_signal()).await,
        }
    })
}
