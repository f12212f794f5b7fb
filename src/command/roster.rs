//! `build`, `plan` and `check`.

use std::fmt::Display;
use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::process;
use std::time::{Duration, Instant};

use anstream::AutoStream;
use rayon::prelude::*;

use super::options;
use super::progress::Progress;
use super::{Done, choice, report_error};
use crate::command::cli::{ColorWhen, LogFormat, OutputFormat, RunArgs, SiteArgs};
use crate::device::render::settings_read;
use crate::device::template::Template;
use crate::error::Error;
use crate::finding::closest;
use crate::finding::{Collector, Finding, Place, Problem};
use crate::input::memory::Watch;
use crate::input::{self, Fault, Source, Work};
use crate::report::{self, Closing, csv, json, terminal, visible};
use crate::roster::Roster;
use crate::settings::{Clock, MB, Options, Report};
use crate::site::outcome::{Ending, Outcome};
use crate::site::{self, Job};
use crate::store::{self, Access};

/// Whether to carry a plan out or only to show it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Intent {
    /// Write the files.
    Build,
    /// Say what would be written.
    Plan {
        /// By the exit code too.
        detailed_exitcode: bool,
    },
}

pub(super) fn site(
    intent: Intent,
    args: RunArgs,
    site: &SiteArgs,
    color: ColorWhen,
    out: &mut dyn Write,
) -> Result<Done, Error> {
    let show = Show::of(&args, color, Clock::read()?);
    let options = options::resolve(args, Some(site), show.clock)?;
    let template = Template::load(&options.template, options.limits)?;
    start_threads(&options)?;
    let watch = watch(&options, &show).map_err(no_threads)?;
    let progress = Progress::new(!show.quiet);
    let (roster, found) = read(&options, &template, &watch, &progress)?;
    let update = |done, all| progress.bases(done, all);
    let job = Job {
        roster: &roster,
        options: &options,
        template: &template,
        out: &site.out,
        progress: &update,
        committing: &|| {
            watch.end();
            progress.stage("putting the files in place".into());
        },
    };
    // The directory is this run's until its report is written.
    let (outcome, _directory) = match intent {
        Intent::Build => job.build(found)?,
        Intent::Plan { detailed_exitcode } => {
            let mut outcome = job.plan(found)?;
            outcome.signals_changes = detailed_exitcode;
            (outcome, None)
        }
    };
    progress.stage("writing the report".into());
    // Refused and aborted runs write nothing at all; one whose roster cannot be used says why.
    let reported = matches!(outcome.ending, Ending::Done | Ending::Unusable);
    let default = options.default_report.as_slice();
    let reports = match &*options.reports {
        // It is none where a report is printed.
        [] if intent == Intent::Build && reported => default,
        asked => asked,
    };
    let report =
        write_reports(&outcome, reports, options.mode, &watch).map_err(|error| {
            match (intent, outcome.ending) {
                (Intent::Build, Ending::Done) => error.after("the provisioning files are in place"),
                _ => error,
            }
        })?;
    drop(progress);
    Ok(print(&outcome, report.as_deref(), &options, &show, out))
}

pub(super) fn check(args: RunArgs, color: ColorWhen, out: &mut dyn Write) -> Result<Done, Error> {
    let show = Show::of(&args, color, Clock::read()?);
    let options = options::resolve(args, None, show.clock)?;
    let template = Template::load(&options.template, options.limits)?;
    start_threads(&options)?;
    let watch = watch(&options, &show).map_err(no_threads)?;
    let progress = Progress::new(!show.quiet);
    let (roster, found) = read(&options, &template, &watch, &progress)?;
    let outcome = site::check(&roster, &template, &options, found);
    progress.stage("writing the report".into());
    let report = write_reports(&outcome, &options.reports, options.mode, &watch)?;
    drop(progress);
    Ok(print(&outcome, report.as_deref(), &options, &show, out))
}

/// How to print.
struct Show {
    format: OutputFormat,
    quiet: bool,
    color: ColorWhen,
    log: Option<LogFormat>,
    clock: Clock,
    started: Instant,
}

impl Show {
    fn of(args: &RunArgs, color: ColorWhen, clock: Clock) -> Self {
        Self {
            color,
            format: args.format,
            quiet: args.quiet,
            log: args.log,
            clock,
            started: Instant::now(),
        }
    }

    /// How long the run took; a run whose clock is fixed prints the same each time.
    fn elapsed(&self) -> Option<Duration> {
        matches!(self.clock, Clock::Local(_)).then(|| self.started.elapsed())
    }
}

/// Sets how many threads are used, where somebody asked for a number.
fn start_threads(options: &Options) -> Result<(), Error> {
    // Without a number rayon would start them when they are first needed, and panic where it cannot.
    let jobs = options.jobs.map_or(0, NonZeroUsize::get);
    rayon::ThreadPoolBuilder::new()
        .num_threads(jobs)
        .build_global()
        .map_err(no_threads)
}

fn no_threads(error: impl Display) -> Error {
    Error::Usage(format!("cannot start the threads: {error}; give --jobs 1"))
}

/// Reads all roster files as one roster, and what is wrong with their headers and the settings.
fn read(
    options: &Options,
    template: &Template,
    watch: &Watch<(Work, String)>,
    progress: &Progress,
) -> Result<(Roster, Vec<Finding>), Error> {
    let sources = sources(options);
    progress.stage(format!("reading {}", visible(&names(&sources))));
    watch.now((Work::Reading, names(&sources)));
    // Side by side; the first file that cannot be read is the one to name.
    let read: Vec<_> = sources
        .par_iter()
        .map(|source| input::read(source, &options.read))
        .collect();
    let mut sheets = Vec::new();
    for read in read {
        sheets.extend(read?);
    }
    watch.now((Work::Checking, names(&sources)));
    progress.stage(format!("checking {}", visible(&names(&sources))));
    let mut findings = Collector::new(&options.rules);
    let roster = Roster::new(sheets, &options.reading, &mut findings);
    look_for_unknown_settings(options, template, &mut findings);
    Ok((roster, findings.into_findings()))
}

/// Names the settings that the template never reads.
fn look_for_unknown_settings(options: &Options, template: &Template, findings: &mut Collector<'_>) {
    if options.settings.is_empty() {
        return;
    }
    let read = settings_read(template, &options.settings);
    for name in read.unread(&options.settings) {
        let near = closest(name, read.names.iter().map(String::as_str));
        let problem = Problem::UnknownSetting(Box::new((name.into(), near.map(Into::into))));
        findings.add(Place::Settings, None, problem, None);
    }
}

fn sources(options: &Options) -> Vec<Source> {
    options.rosters.iter().cloned().map(Source::from).collect()
}

/// The names of the rosters; of many, the first three and how many more there are.
fn names(sources: &[Source]) -> String {
    let shown = sources.iter().take(3).map(ToString::to_string);
    let shown = shown.collect::<Vec<_>>().join(", ");
    match sources.len() {
        0..=3 => shown,
        all => format!("{shown} and {} more", all - 3),
    }
}

/// Ends the program when the run takes too much memory. That may be at any moment until the watch ends,
/// for so far no file has taken its place.
fn watch(options: &Options, show: &Show) -> io::Result<Watch<(Work, String)>> {
    let most = options.limits.memory_mb;
    let (color, log) = (show.color, show.log);
    let work = (Work::Reading, names(&sources(options)));
    Watch::start(most.saturating_mul(MB), work, move |(work, file)| {
        store::abandon();
        let error = Fault::TooMuchMemory(*work, most).in_file(file);
        report_error(&error.into(), color, log);
        process::exit(2);
    })
}

/// Writes the reports, and returns the first. None is written unless all can be.
fn write_reports(
    outcome: &Outcome<'_>,
    reports: &[Report],
    mode: u32,
    watch: &Watch<(Work, String)>,
) -> Result<Option<PathBuf>, Error> {
    let mut paths = reports.iter().map(|report| &report.path);
    paths.try_for_each(|path| store::can_replace(path))?;
    for Report { path, format } in reports {
        store::replace_file(path, Access::of_report(*format, mode), |file| {
            report::write(*format, outcome, file)?;
            watch.end();
            Ok(())
        })?;
    }
    watch.end();
    Ok(reports.first().map(|report| report.path.clone()))
}

/// Prints the outcome; `report` is the file where all findings are.
fn print(
    outcome: &Outcome<'_>,
    report: Option<&Path>,
    options: &Options,
    show: &Show,
    out: &mut dyn Write,
) -> Done {
    let report = report.map(|path| path.display().to_string());
    let mut messages = AutoStream::new(io::stderr().lock(), choice(show.color));
    let closing = Closing {
        report: match &report {
            None if options.prints_report => Some("the report on standard output"),
            report => report.as_deref(),
        },
        file: report.as_deref(),
        elapsed: show.elapsed(),
    };
    let (width, is_text) = (terminal_width(), !show.quiet);
    let printed = match show.format {
        OutputFormat::Json => json::write(outcome, out),
        // What people read must not be between the lines of the report.
        OutputFormat::Text if options.prints_report => csv::write(outcome, out)
            .and_then(|()| out.flush())
            .map(|()| {
                if is_text && show.log.is_none() {
                    // There is nowhere left to say that standard error is closed.
                    let _ = terminal::write(outcome, &mut messages, width, closing);
                }
            }),
        OutputFormat::Text if is_text => terminal::write(outcome, out, width, closing),
        OutputFormat::Text => Ok(()),
    };
    // On a terminal the reason comes last.
    let printed = printed.and_then(|()| out.flush());
    let logged = match show.log {
        None => {
            // There is nowhere left to say that standard error is closed.
            let _ = terminal::write_failure(outcome, &mut messages, closing.report);
            Ok(())
        }
        Some(LogFormat::Json) => json::write_log(outcome, &show.clock.to_string(), &mut messages),
    };
    Done {
        code: outcome.exit_code(),
        printed: printed.and(logged),
    }
}

/// How wide lines may be: as wide as the terminal, and not too wide to read.
fn terminal_width() -> usize {
    console::Term::stdout()
        .size_checked()
        .map_or(100, |(_, columns)| usize::from(columns).clamp(40, 120))
}
