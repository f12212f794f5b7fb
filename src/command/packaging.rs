//! `completions` and `man`: what a package installs besides the program.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use clap::CommandFactory;
use clap::builder::PossibleValuesParser;
use clap_complete::Shell;
use clap_mangen::Man;
use roff::{Roff, roman};

use super::Done;
use crate::command::cli::Cli;
use crate::device::DEVICES;
use crate::error::Error;
use crate::finding::Code;

/// The name of the program, and of its page.
const NAME: &str = "dect-roster";

pub(super) fn completions(shell: Shell, out: &mut dyn Write) -> Done {
    let mut command = with_candidates(Cli::command());
    let mut script = Vec::new();
    // It panics where it cannot write, so it writes into memory.
    clap_complete::generate(shell, &mut command, NAME, &mut script);
    let script = String::from_utf8_lossy(&script);
    Done::printing(out.write_all(mended(shell, &script, &command).as_bytes()))
}

/// Says what may be typed where the program itself takes more: a path, or a code with a typing error, which
/// it answers better than the parser would.
fn with_candidates(command: clap::Command) -> clap::Command {
    let codes = || PossibleValuesParser::new(Code::ALL.iter().map(|code| code.info().name));
    let templates = || PossibleValuesParser::new(DEVICES.iter().map(|device| device.name));
    command.mut_subcommands(|command| match command.get_name() {
        "explain" => command.mut_arg("code", |code| code.value_parser(codes())),
        "template" => command.mut_subcommand("show", |show| {
            show.mut_arg("name", |name| name.value_parser(templates()))
        }),
        "build" | "check" | "plan" => {
            command.mut_arg("template", |template| template.value_parser(templates()))
        }
        _ => command,
    })
}

/// Adds what the generator leaves out.
fn mended(shell: Shell, script: &str, command: &clap::Command) -> String {
    match shell {
        // It takes the dash for the space before a subcommand in one half of its names and finds none of
        // them, so after a subcommand bash would offer nothing.
        Shell::Bash => script.replace("dect__subcmd__roster", "dect__roster"),
        Shell::Fish => {
            let lines = positionals(command).into_iter().map(|(path, values)| {
                let seen = path.join("; and __fish_seen_subcommand_from ");
                let values = values.join(" ");
                format!(
                    "complete -c {NAME} -n \"__fish_dect_roster_using_subcommand {seen}\" \
                     -f -a \"{values}\"\n"
                )
            });
            format!("{script}{}", lines.collect::<String>())
        }
        Shell::PowerShell => {
            positionals(command)
                .into_iter()
                .fold(script.to_owned(), |script, (path, values)| {
                    let block = format!("'{NAME};{}' {{\n", path.join(";"));
                    let result = |value: &String| {
                        format!(
                            "            [CompletionResult]::new('{value}', '{value}', \
                             [CompletionResultType]::ParameterValue, '{value}')\n"
                        )
                    };
                    let results: String = values.iter().map(result).collect();
                    script.replacen(&block, &format!("{block}{results}"), 1)
                })
        }
        _ => script.to_owned(),
    }
}

/// The commands that take one of several words, each with these.
fn positionals(command: &clap::Command) -> Vec<(Vec<String>, Vec<String>)> {
    let mut found = Vec::new();
    for part in command.get_subcommands() {
        let values = part
            .get_positionals()
            .flat_map(clap::Arg::get_possible_values);
        let values: Vec<_> = values.map(|value| value.get_name().to_owned()).collect();
        let name = part.get_name().to_owned();
        if !values.is_empty() {
            found.push((vec![name.clone()], values));
        }
        found.extend(positionals(part).into_iter().map(|(mut path, values)| {
            path.insert(0, name.clone());
            (path, values)
        }));
    }
    found
}

/// Prints the page of the program, or writes that of each command into a directory.
pub(super) fn man(directory: Option<&Path>, out: &mut dyn Write) -> Result<Done, Error> {
    let mut command = Cli::command().disable_help_subcommand(true);
    // Gives each command its whole name, and the options that all of them have.
    command.build();
    let Some(directory) = directory else {
        return Ok(Done::printing(page(&command, out)));
    };
    fs::create_dir_all(directory).map_err(Error::io("create the directory", directory))?;
    pages(&command, directory).map_err(Error::io("write the man pages into", directory))?;
    Ok(Done::printing(Ok(())))
}

/// Writes the page of a command and those of its subcommands.
fn pages(command: &clap::Command, directory: &Path) -> io::Result<()> {
    let name = Man::new(command.clone()).get_filename();
    page(command, &mut File::create(directory.join(name))?)?;
    let mut parts = command.get_subcommands();
    parts.try_for_each(|part| pages(part, directory))
}

fn page(command: &clap::Command, out: &mut dyn Write) -> io::Result<()> {
    let version = env!("CARGO_PKG_VERSION");
    let man = Man::new(command.clone()).source(format!("{NAME} {version}"));
    man.render_title(out)?;
    man.render_name_section(out)?;
    man.render_synopsis_section(out)?;
    man.render_description_section(out)?;
    man.render_options_section(out)?;
    if command.has_subcommands() {
        man.render_subcommands_section(out)?;
    }
    let mut roff = Roff::new();
    let after = command.get_after_help().map(ToString::to_string);
    match after.as_deref().and_then(|text| text.split_once(":\n")) {
        Some((heading, lines)) if heading.starts_with("Example") => {
            section(&mut roff, "EXAMPLES", &[], lines);
        }
        _ if command.get_name() == NAME => section(&mut roff, "EXAMPLES", &[], EXAMPLES),
        _ => {}
    }
    section(&mut roff, "FILES", FILES, "");
    section(&mut roff, "ENVIRONMENT", ENVIRONMENT, "");
    section(&mut roff, "EXIT STATUS", EXIT_STATUS, "");
    section(&mut roff, "VERSION", &[], version);
    roff.to_writer(out)
}

/// Writes a section: words with what each means, or lines of a terminal.
fn section(roff: &mut Roff, heading: &str, entries: &[(&str, &str)], lines: &str) {
    roff.control("SH", [heading]);
    for (word, meaning) in entries {
        roff.control("TP", []);
        roff.text([roff::bold(*word)]);
        roff.text([roman(*meaning)]);
    }
    if !lines.is_empty() {
        roff.control("nf", []);
        for line in lines.lines().filter(|line| !line.is_empty()) {
            roff.text([roman(line)]);
        }
        roff.control("fi", []);
    }
}

const EXAMPLES: &str = "\
dect-roster check roster.xlsx --report marked.xlsx
dect-roster plan roster.xlsx --out /srv/provisioning
dect-roster build roster.xlsx --out /srv/provisioning --window-start now --window-duration 14d";

const FILES: &[(&str, &str)] = &[
    (
        "dect-roster.toml",
        "The config, in the directory where the program is run, unless --config names another.",
    ),
    (
        "DIR/<MAC>.xml",
        "The provisioning file of a base, with passwords: mode 0640. Those in place are the memory of the program.",
    ),
    (
        "DIR/report.csv",
        "The findings of build, where no other report is asked for.",
    ),
    ("DIR/.dect-roster", "The lock of a run, until it ends."),
];

const ENVIRONMENT: &[(&str, &str)] = &[
    (
        "NO_COLOR",
        "Where it is set, nothing is coloured, unless --color always is given.",
    ),
    (
        "SOURCE_DATE_EPOCH",
        "The time of the run in seconds since 1970, instead of that of the machine.",
    ),
    (
        "DECT_ROSTER_SHARD, JOB_COMPLETION_INDEX",
        "What --shard and --shard-index say, where these are not given.",
    ),
];

const EXIT_STATUS: &[(&str, &str)] = &[
    ("0", "All rows went through; there may be warnings."),
    (
        "1",
        "Some rows were rejected or bases held; everything else was done.",
    ),
    (
        "2",
        "It could not run: wrong option, config or template, unreadable roster, or a directory that it cannot write to.",
    ),
    (
        "3",
        "Refused: more handsets would be de-registered, or get another extension, than allowed. Nothing was written.",
    ),
    (
        "4",
        "Only with plan --detailed-exitcode: a file would be written, and nothing is wrong.",
    ),
];
