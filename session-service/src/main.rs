//! The session service alone. The work is in `session_service::serve`.

use std::{process::ExitCode, sync::Arc};

use service_kit::{
    clock::SystemClock,
    program::{self, Failure},
    telemetry,
};
use session_service::{Program, serve};

fn main() -> ExitCode {
    telemetry::init();
    let program: Program = program::parse();
    program::run(async {
        program.config.check().map_err(Failure::Usage)?;
        let listener = program::bind(program.addr(), "--session-addr").await?;
        let stop = program::stop_on_signal();
        let clock = Arc::new(SystemClock);
        serve(program.config, listener, clock, stop).await.map_err(Failure::Other)
    })
}
