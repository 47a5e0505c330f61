//! Hurts a cluster and judges what became of the promises: exit code 0 if all held,
//! 1 if not, 77 if there are no servers to run on. Beside its `--help`:
//! HIREHUB_MONGO_SERVER (or MONGODB_URI) and HIREHUB_NATS_SERVER name the servers,
//! HIREHUB_BIN the folder of built programs, HIREHUB_KEEP_LOGS a folder for logs.

use std::{process::ExitCode, time::Duration};

use clap::{Parser, Subcommand};
use tests::chaos::{broker, crowd, lies, storm};

/// Hurts a cluster on this machine and judges what became of the promises.
#[derive(Debug, Parser)]
struct Chaos {
    /// What happens, and in which order, follows from it.
    #[arg(long, global = true, default_value_t = rand::random())]
    seed: u64,

    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Faults of every kind, one after the other, while people talk.
    Storm {
        /// How many messages must be acknowledged.
        #[arg(long, default_value_t = 20_000)]
        messages: usize,
        /// How many faults happen.
        #[arg(long, default_value_t = 40)]
        faults: usize,
    },
    /// A database that lies about inserts.
    Lies {
        /// How many outcomes it leaves unknown.
        #[arg(long, default_value_t = 500)]
        doubts: usize,
    },
    /// The broker is away, and comes back.
    Broker {
        /// For how many seconds.
        #[arg(long, default_value_t = 30)]
        seconds: u64,
    },
    /// Many people in one room, on all replicas.
    Crowd {
        /// How many.
        #[arg(long, default_value_t = 100)]
        people: usize,
        /// How many things each of them says.
        #[arg(long, default_value_t = 20)]
        each: usize,
    },
}

#[tokio::main]
async fn main() -> ExitCode {
    let Chaos { seed, what } = Chaos::parse();
    // First of all: a run that hangs or panics can be repeated, too.
    print(&format!("seed {seed}"));
    let report = match what {
        What::Storm { messages, faults } => storm::run(seed, messages, faults).await,
        What::Lies { doubts } => lies::run(seed, doubts).await,
        What::Broker { seconds } => broker::run(seed, Duration::from_secs(seconds)).await,
        What::Crowd { people, each } => crowd::run(seed, people, each).await,
    };
    let Some(report) = report else { return ExitCode::from(77) };
    print(&report.to_string());
    if report.is_good() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

#[expect(clippy::print_stdout, reason = "the report is what the command is for")]
fn print(text: &str) {
    println!("{text}");
}
