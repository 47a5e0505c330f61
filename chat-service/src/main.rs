//! The chat service alone. The work is in `chat_service::serve`.

use std::{process::ExitCode, sync::Arc};

use chat_service::{Program, serve};
use service_kit::{
    clock::SystemClock,
    program::{self, Failure},
    telemetry,
};

fn main() -> ExitCode {
    telemetry::init();
    let program: Program = program::parse();
    program::run(async {
        program.config.check().map_err(Failure::Usage)?;
        let public = program::bind(program.public_addr(), "--chat-addr").await?;
        let internal = program::bind(program.chat_internal_addr, "--chat-internal-addr").await?;
        let stop = program::stop_on_signal();
        let clock = Arc::new(SystemClock);
        serve(program.config, public, internal, clock, stop).await.map_err(Failure::Other)
    })
}
