//! `completions` and `man`: what a package installs besides the program.

use std::fs;
use std::io::Write;
use std::path::Path;

use clap::CommandFactory;
use clap_complete::Shell;

use super::Done;
use crate::command::cli::Cli;
use crate::error::Error;

pub(super) fn completions(shell: Shell, out: &mut dyn Write) -> Done {
    let mut command = Cli::command();
    let mut script = Vec::new();
    // It panics where it cannot write, so it writes into memory.
    clap_complete::generate(shell, &mut command, "dect-roster", &mut script);
    Done::printing(out.write_all(&script))
}

/// Prints the page of the program, or writes that of each command into a directory.
pub(super) fn man(directory: Option<&Path>, out: &mut dyn Write) -> Result<Done, Error> {
    let Some(directory) = directory else {
        let page = clap_mangen::Man::new(Cli::command().disable_help_subcommand(true));
        return Ok(Done::printing(page.render(out)));
    };
    fs::create_dir_all(directory).map_err(Error::io("create the directory", directory))?;
    clap_mangen::generate_to(Cli::command(), directory)
        .map_err(Error::io("write the man pages into", directory))?;
    Ok(Done::printing(Ok(())))
}
