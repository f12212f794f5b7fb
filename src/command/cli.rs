//! The command line, and nothing more than it: what it means is in `options`.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::builder::styling::{AnsiColor, Styles};
use clap::builder::{PathBufValueParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use super::init::Language;
use crate::settings::config::{fill_down, window_duration};
use crate::settings::{Allowance, OnError, Report, Shard, Start, TemplateChoice};
use crate::value::{Field, Pin, WindowDuration};

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

/// Turns a roster of DECT handsets into one provisioning file per base
///
/// A roster is a spreadsheet with one row per handset: extension, password, display name, the IPUI from
/// the handset's packaging and the MAC address of its base. The provisioning files are those of the
/// Gigaset N720 DECT manager and of the N870 family. A handset never moves unless the program says so,
/// and every fault in the roster is named at its cell.
#[derive(Parser)]
#[command(name = "dect-roster", bin_name = "dect-roster", version, styles = STYLES, max_term_width = 100)]
#[command(
    after_help = "Exit codes: 0 all rows went through, 1 some rows were rejected or bases held,\n\
    2 it could not run, 3 refused because too many handsets would be de-registered or\n\
    get another extension, 4 only with plan --detailed-exitcode: a file would be written.\n\n\
    How large a roster may be is set under [limits] in dect-roster.toml."
)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,

    /// When to use colours
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: ColorWhen,
}

/// The commands.
#[derive(Subcommand)]
pub enum Command {
    /// Write a provisioning file for each base, and a report
    #[command(after_help = "\
Examples:
  dect-roster build roster.xlsx -o /srv/provisioning
  dect-roster build roster.csv -o out --window-start now --window-duration 14d
  dect-roster build roster.csv accounts.csv -o out --set sip_domain=pbx.example")]
    Build {
        /// Where the files go, and what may happen to them.
        #[command(flatten)]
        site: SiteArgs,
        /// Which rosters, and how.
        #[command(flatten)]
        run: RunArgs,
    },
    /// Show what build would do, and write nothing but the reports asked for
    #[command(after_help = "\
Examples:
  dect-roster plan roster.xlsx -o /srv/provisioning
  dect-roster plan roster.xlsx -o /srv/provisioning --report plan.html
  dect-roster plan roster.xlsx -o /srv/provisioning --detailed-exitcode || notify")]
    Plan {
        /// Where the files are, and what may happen to them.
        #[command(flatten)]
        site: SiteArgs,
        /// Exit with 4 if a file would be written and nothing is wrong, and with 0 only if no file would
        #[arg(long, help_heading = "Output")]
        detailed_exitcode: bool,
        /// Which rosters, and how.
        #[command(flatten)]
        run: RunArgs,
    },
    /// Check a roster and write nothing but the reports asked for
    #[command(after_help = "\
Examples:
  dect-roster check roster.xlsx
  dect-roster check roster.xlsx --report marked.xlsx
  pbx-export | dect-roster check -")]
    Check {
        /// Which rosters, and how.
        #[command(flatten)]
        run: RunArgs,
    },
    /// Write the accounts of provisioning files as a roster: the way back
    #[command(after_help = "Example:\n  dect-roster export /srv/provisioning --to roster.xlsx")]
    Export {
        /// The directory of the provisioning files
        dir: PathBuf,
        /// The roster to create, ending in .csv or .xlsx, or - for CSV on standard output; it holds
        /// passwords, so only its owner may read it
        #[arg(long, value_name = "FILE")]
        to: PathBuf,
        /// Write each handset's position too; a position cell decides, so clear it in the rows of
        /// people who swap phones
        #[arg(long)]
        positions: bool,
    },
    /// Write a list for the person who unpacks the handsets
    ///
    /// One page per base, with position, extension, name, IPUI and IPEI, mailbox and a box to tick. It
    /// contains no password.
    #[command(after_help = "Example:\n  dect-roster handout /srv/provisioning --to phones.html")]
    Handout {
        /// The directory of the provisioning files
        dir: PathBuf,
        /// The list to create, ending in .html (to print or to read on a phone), .xlsx or .csv
        #[arg(long, value_name = "FILE")]
        to: PathBuf,
    },
    /// Write an empty roster to fill in, or an example configuration
    #[command(
        after_help = "Examples:\n  dect-roster init roster.xlsx --lang de\n  dect-roster init dect-roster.toml"
    )]
    Init {
        /// The file to create: a roster ending in .xlsx or .csv, or a configuration ending in .toml
        file: PathBuf,
        /// The language of a roster's headers and notes [default: en]
        #[arg(long, value_enum)]
        lang: Option<Language>,
    },
    /// Show identities as IPUI, as IPEI with check digit, and as the device's bytes
    #[command(after_help = "Example:\n  dect-roster ipui \"10727 0304537 3\" 029E74A599")]
    Ipui {
        /// An IPUI or IPEI in any spelling; quote one with spaces
        #[arg(required = true, value_name = "VALUE")]
        values: Vec<String>,
    },
    /// Say what a finding means, why it matters and how to correct it
    Explain {
        /// The code of the finding; without it, all codes are listed
        code: Option<String>,
    },
    /// List or show the built-in templates
    #[command(subcommand)]
    Template(TemplateCommand),
    /// Print a shell completion script
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Print the man page, or write one for each command
    Man {
        /// The directory for the pages, which is created if it is not there
        #[arg(long, short, value_name = "DIR")]
        out: Option<PathBuf>,
    },
}

impl Command {
    /// How the run is logged, where somebody asked for it.
    #[must_use]
    pub fn log(&self) -> Option<LogFormat> {
        match self {
            Self::Build { run, .. } | Self::Plan { run, .. } | Self::Check { run } => run.log,
            _ => None,
        }
    }
}

/// What to do with templates.
#[derive(Debug, Subcommand)]
pub enum TemplateCommand {
    /// List the built-in templates
    List,
    /// Print a template, to make your own from it, or list the settings that it reads
    Show {
        /// The name of a built-in template, or the path of your own
        #[arg(value_name = "NAME|FILE")]
        name: String,
        /// List the settings that it reads, one per line
        #[arg(long)]
        settings: bool,
    },
    /// Print a template made of a provisioning file, to build such files for other people
    ///
    /// Its items and comments stay. The accounts become the loop over the handsets, and the MAC
    /// address, version, window and PIN become variables. Passwords of accounts are not in the
    /// template; other passwords of the file, such as that of the web page, are.
    From {
        /// The provisioning file
        file: PathBuf,
    },
}

/// What `build`, `check` and `plan` have in common.
///
/// It has no `Debug`, for it holds settings, which may be secret.
#[derive(Args)]
pub struct RunArgs {
    /// Roster files (.csv .tsv .txt .xlsx .xlsm .xls .xlsb .ods), or - for CSV on standard input;
    /// several are one roster
    #[arg(required = true, value_name = "ROSTER")]
    pub rosters: Vec<PathBuf>,

    /// The config file [default: ./dect-roster.toml, where there is one]
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,

    /// How many threads to use [default: one per processor]
    #[arg(long, value_name = "N", value_parser = threads)]
    pub jobs: Option<NonZeroUsize>,

    /// Read only this sheet of a workbook, even a hidden one; can be repeated
    #[arg(long = "sheet", value_name = "NAME", help_heading = "Roster")]
    pub sheets: Vec<String>,

    /// Let an empty cell of this field take the value above it, such as `base_mac` where the base is
    /// given once per group; can be repeated
    #[arg(long, value_name = "FIELD", help_heading = "Roster", value_parser = fill_down)]
    pub fill_down: Vec<Field>,

    /// Treat the bases that have a file and that no row names as retired: disable them
    #[arg(long, help_heading = "Roster")]
    pub retire_absent: bool,

    /// A built-in template, and with it the device of all bases: n720, n870, n770, n670 or n610; or the
    /// path of your own [default: n720]
    #[arg(long, value_name = "NAME|FILE", help_heading = "Template")]
    pub template: Option<TemplateChoice>,

    /// Set a value for the template, over that of the config; can be repeated
    #[arg(long = "set", value_name = "KEY=VALUE", help_heading = "Template", value_parser = setting)]
    pub settings: Vec<(String, String)>,

    /// Write a report: .csv, .json, .html, or .xlsx with the faulty cells marked, by its ending, or -
    /// for CSV on standard output; can be repeated [default of build: DIR/report.csv]
    #[arg(long = "report", value_name = "FILE", help_heading = "Output")]
    #[arg(value_parser = PathBufValueParser::new().try_map(Report::of_argument))]
    pub reports: Vec<Report>,

    /// What to print on standard output
    #[arg(
        long,
        value_name = "FORMAT",
        default_value = "text",
        help_heading = "Output"
    )]
    pub format: OutputFormat,

    /// Print no findings and no summary, only errors that stop the run
    #[arg(long, short, help_heading = "Output")]
    pub quiet: bool,

    /// Write each finding, the summary or the error that stopped the run to standard error, one
    /// object per line
    #[arg(long, value_name = "FORMAT", help_heading = "Output")]
    pub log: Option<LogFormat>,
}

/// What `build` and `plan` have besides.
#[derive(Debug, Default, Args)]
pub struct SiteArgs {
    /// The directory of the provisioning files; build creates it if it is not there
    #[arg(long, short, value_name = "DIR")]
    pub out: PathBuf,

    /// When the registration window of each base opens, by the base's own clock: 2026-11-23T08:00;
    /// now, where a handset is new; or none, to take the windows out of the files [default: the
    /// windows stay as they are]
    #[arg(long, value_name = "TIME|now|none", help_heading = "Registration")]
    pub window_start: Option<Start>,

    /// How long the window stays open: 20h, 14d, or 0 for always
    #[arg(long, value_name = "DURATION", help_heading = "Registration")]
    #[arg(value_parser = window_duration)]
    pub window_duration: Option<WindowDuration>,

    /// With --window-start now, open a new window for every base, not only where a handset is new
    #[arg(long, help_heading = "Registration")]
    pub reopen_window: bool,

    /// The registration PIN, four digits; 0000 asks nothing of a handset fresh from the factory
    #[arg(
        long,
        value_name = "PIN",
        conflicts_with = "random_pin",
        help_heading = "Registration"
    )]
    pub pin: Option<Pin>,

    /// Let the base make up a registration PIN each time
    #[arg(long, help_heading = "Registration")]
    pub random_pin: bool,

    /// What a rejected row means [default: hold]
    #[arg(long, value_name = "POLICY", help_heading = "Safety")]
    pub on_error: Option<OnError>,

    /// Refuse to de-register more handsets than this: a number, or a share of the positions in use
    /// on the bases that would lose one [default: 10%, and never fewer than 5]
    #[arg(long, value_name = "N|N%", help_heading = "Safety")]
    pub max_deregister: Option<Allowance>,

    /// Refuse to give more handsets another extension than this: a number, or a share of the
    /// handsets on the bases concerned [default: 10%, and never fewer than 5]
    #[arg(long, value_name = "N|N%", help_heading = "Safety")]
    pub max_reassign: Option<Allowance>,

    /// Do only the bases of share I of N, to run one roster on N machines; the reports get I-of-N in
    /// their names [default: all bases]
    #[arg(long, value_name = "I/N", help_heading = "Several machines")]
    #[arg(env = "DECT_ROSTER_SHARD", hide_env_values = true)]
    pub shard: Option<Shard>,

    /// The same for engines that count from 0: share I of the --shard-count, the first being 0
    #[arg(long, value_name = "I", help_heading = "Several machines")]
    #[arg(env = "JOB_COMPLETION_INDEX", hide_env_values = true)]
    pub shard_index: Option<u64>,

    /// How many shares there are
    #[arg(long, value_name = "N", help_heading = "Several machines")]
    pub shard_count: Option<u64>,
}

/// More threads would only wait for each other, and take the memory of the machine.
const MOST_THREADS: usize = 1024;

fn threads(text: &str) -> Result<NonZeroUsize, &'static str> {
    text.parse()
        .ok()
        .filter(|threads: &NonZeroUsize| threads.get() <= MOST_THREADS)
        .ok_or("give a number from 1 to 1024")
}

fn setting(text: &str) -> Result<(String, String), &'static str> {
    match text.split_once('=') {
        Some((key, value)) if !key.is_empty() => Ok((key.to_owned(), value.to_owned())),
        _ => Err("write KEY=VALUE, for example --set voicemail=*2"),
    }
}

/// What `--format` may say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum OutputFormat {
    /// Findings and a summary, for people
    Text,
    /// One object, for programs
    Json,
}

/// What `--log` may say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// Lines of JSON
    Json,
}

/// What `--color` may say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ColorWhen {
    /// On a terminal, unless `NO_COLOR` is set
    Auto,
    /// In any case
    Always,
    /// Not at all
    Never,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }
}
