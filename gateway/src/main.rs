//! The gateway alone. The work is in `gateway::serve`.

use std::process::ExitCode;

use gateway::{Program, serve};
use service_kit::{program, telemetry};

fn main() -> ExitCode {
    telemetry::init();
    let program: Program = program::parse();
    program::run(async {
        let listener = program::bind(program.addr(), "--gateway-addr").await?;
        serve(program.config, listener, program::stop_on_signal()).await;
        Ok(())
    })
}
