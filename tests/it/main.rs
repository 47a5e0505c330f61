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
mod crash;
mod identity;
mod resend;
mod resume;
mod strangers;
mod talk;
