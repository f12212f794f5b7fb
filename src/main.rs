//! The command-line program: arguments in, exit code out. All else is in the library.

use std::panic::{self, AssertUnwindSafe};
use std::process::ExitCode;

use dect_roster::command::mistyped::parse;
use dect_roster::command::{self, Fault};
use dect_roster::store;

/// musl's allocator has one lock for all threads, and every thread that works on a base allocates.
#[cfg(target_env = "musl")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    store::harden();
    let fault = Fault::catch();
    #[cfg(windows)]
    let dropped = command::dropped::look(std::env::args_os());
    #[cfg(windows)]
    let cli = dropped.command_line().unwrap_or_else(parse);
    #[cfg(not(windows))]
    let cli = parse();
    store::clear_up_on_signals();
    let (color, log) = (cli.color, cli.command.log());
    let code = match panic::catch_unwind(AssertUnwindSafe(|| command::run(cli))) {
        Ok(Ok(code)) => code,
        Ok(Err(error)) => {
            command::report_error(&error, color, log);
            2
        }
        Err(_) => {
            fault.report(color, log);
            2
        }
    };
    #[cfg(windows)]
    dropped.show();
    ExitCode::from(code)
}
