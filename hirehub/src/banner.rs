//! What a newcomer reads when the program has started, and what a script does.

use crate::settings::{Addresses, Wiring};

/// Says where everything is. The last line is for scripts, and keeps its form.
#[expect(clippy::print_stdout, reason = "a newcomer reads this, not the log")]
pub(crate) fn print(addresses: &Addresses, wiring: &Wiring) {
    let Addresses { gateway, session, chat, chat_internal } = addresses;
    let folder = wiring.chat.data_dir.as_ref().map(|folder| folder.display().to_string());
    println!(
        "HireHub is up. Open http://{gateway}/ or call it with grpcurl; the README shows how."
    );
    println!("  kept in   {}", folder.as_deref().unwrap_or("MongoDB"));
    if wiring.gateway.dev_issuer.is_some() {
        println!(
            "  sign-in   DEVELOPMENT: anybody on this machine can be anyone. Never expose it."
        );
        println!("            hirehub token --user alice prints a token.");
    }
    println!("ready gateway={gateway} session={session} chat={chat} chat-internal={chat_internal}");
}
