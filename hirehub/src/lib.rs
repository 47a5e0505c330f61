//! The whole system in one process, on embedded storage: the session service, the
//! chat service and the gateway, wired as they are in a cluster.
//!
//! In reading order:
//!
//! * `settings` is every setting, and how the services are wired by it.
//! * [`serve`] opens the ports and joins the services; `banner` says where they are.
//! * `token` prints a development token.

mod banner;
mod settings;
mod token;

use std::sync::Arc;

use service_kit::{
    clock::{SharedClock, SystemClock},
    program::{Failure, bind},
    serve::TcpDoor,
};
use tokio_util::sync::CancellationToken;

use crate::settings::Wiring;
pub use crate::{
    settings::{Addresses, Command, Program, Settings},
    token::{TokenArgs, print_token},
};

/// Serves the whole system until `stop`.
///
/// # Errors
///
/// An address that cannot be listened on, settings that contradict each other, a
/// data folder that cannot be used, or the first service that fails.
pub async fn serve(settings: Settings, stop: CancellationToken) -> Result<(), Failure> {
    let clock: SharedClock = Arc::new(SystemClock);
    settings.check().map_err(Failure::Usage)?;
    let doors = Doors::open(&settings.addresses).await?;
    let addresses = doors.addresses().map_err(|cause| Failure::Other(cause.into()))?;
    let wiring = settings.wire(&addresses, &clock).map_err(Failure::Other)?;
    banner::print(&addresses, &wiring);
    // On the heap: it holds every service.
    Box::pin(run(doors, wiring, clock, stop)).await.map_err(Failure::Other)
}

/// Whichever service ends first, on `stop` or by a fault, takes the others with it.
async fn run(
    doors: Doors,
    wiring: Wiring,
    clock: SharedClock,
    stop: CancellationToken,
) -> anyhow::Result<()> {
    let all = stop.child_token();
    let (chat_end, session_end) = (all.clone().drop_guard(), all.clone().drop_guard());
    let chat = async {
        let _end = chat_end;
        let (people, services) = (doors.chat, doors.chat_internal);
        chat_service::serve(wiring.chat, people, services, clock.clone(), all.clone()).await
    };
    let session = async {
        let _end = session_end;
        session_service::serve(wiring.session, doors.session, clock.clone(), all.clone()).await
    };
    let gateway = gateway::serve(wiring.gateway, doors.gateway, all.clone());
    let (chat, session, ()) = tokio::join!(chat, session, gateway);
    chat.and(session)
}

/// The open ports.
struct Doors {
    gateway: TcpDoor,
    session: TcpDoor,
    chat: TcpDoor,
    chat_internal: TcpDoor,
}

impl Doors {
    async fn open(addresses: &Addresses) -> Result<Doors, Failure> {
        Ok(Doors {
            gateway: bind(addresses.gateway, "--gateway-addr").await?,
            session: bind(addresses.session, "--session-addr").await?,
            chat: bind(addresses.chat, "--chat-addr").await?,
            chat_internal: bind(addresses.chat_internal, "--chat-internal-addr").await?,
        })
    }

    fn addresses(&self) -> std::io::Result<Addresses> {
        Ok(Addresses {
            gateway: self.gateway.address()?,
            session: self.session.address()?,
            chat: self.chat.address()?,
            chat_internal: self.chat_internal.address()?,
        })
    }
}
