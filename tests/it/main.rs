//! Scenarios: people who use the real program, one theme a file.

/// Makes every scenario two tests: over `Connect`, and over grpc-web.
macro_rules! over_both {
    ($($scenario:ident),+ $(,)?) => {
        mod over_connect {
            $(#[tokio::test] async fn $scenario() { super::$scenario(tests::door::Via::Connect).await; })+
        }
        mod over_grpc_web {
            $(#[tokio::test] async fn $scenario() { super::$scenario(tests::door::Via::GrpcWeb).await; })+
        }
    };
}

mod architecture;
mod bad_input;
mod command_line;
mod crash;
mod crash_document;
mod crash_seats;
mod cutting;
mod document;
mod document_misfits;
mod gateway;
mod hints;
mod history_pages;
mod identity;
mod internal_api;
mod invitations;
mod lease;
mod limits;
mod logs;
mod operations;
mod presence;
mod problems;
mod resend;
mod resume;
mod rooms;
mod seats;
mod sessions;
mod slow_reader;
mod stopping;
mod strangers;
mod talk;
