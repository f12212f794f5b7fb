//! Why a run could not do its work at all. What is wrong with a roster is a finding instead.

use std::path::PathBuf;
use std::{error, io, iter};

use thiserror::Error;

/// A fatal error: exit code 2.
#[derive(Debug, Error)]
pub enum Error {
    /// A roster file cannot be read, or the template cannot be used.
    #[error("{error}")]
    Unusable {
        /// What is wrong, with its causes.
        error: Box<dyn error::Error + Send + Sync>,
        /// What to do about it, where that can be said.
        help: Option<String>,
    },
    /// The config file cannot be used.
    #[error("{}: {what}", .path.display())]
    Config {
        /// The config file.
        path: PathBuf,
        /// What is wrong, with the place where the reader knows it.
        what: String,
    },
    /// The command line asks for something that cannot be.
    #[error("{0}")]
    Usage(String),
    /// The system refused something.
    #[error("cannot {action} {}", .path.display())]
    Io {
        /// What was tried, as in "write".
        action: &'static str,
        /// The file or directory.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
        /// What had been done by then, where that can be said; a clause without a full stop.
        so_far: Option<String>,
    },
    /// The program itself has a fault, where the panic tells the place: ` at src/…`.
    #[error("the program has a fault and stopped{0}")]
    Fault(String),
    /// Another run is writing into the directory.
    #[error("another run is writing into {}", .0.display())]
    Busy(PathBuf),
}

impl Error {
    /// An error of the system, with what was tried on which path.
    pub(crate) fn io(
        action: &'static str,
        path: impl Into<PathBuf>,
    ) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io {
            action,
            path,
            source,
            so_far: None,
        }
    }

    /// The same error, with what had been done by then, unless it says so already.
    pub(crate) fn after(mut self, what: impl Into<String>) -> Self {
        if let Self::Io { so_far, .. } = &mut self {
            so_far.get_or_insert(what.into());
        }
        self
    }

    /// What led to it, the nearest cause first.
    pub fn causes(&self) -> impl Iterator<Item = &dyn error::Error> {
        let first = match self {
            Self::Unusable { error, .. } => error.source(),
            _ => error::Error::source(self),
        };
        iter::successors(first, |cause| cause.source())
    }

    /// What had been done by then, where that can be said.
    #[must_use]
    pub fn so_far(&self) -> Option<&str> {
        match self {
            Self::Io { so_far, .. } => so_far.as_deref(),
            _ => None,
        }
    }

    /// What to do about it, where that can be said.
    #[must_use]
    pub fn help(&self) -> Option<String> {
        match self {
            Self::Unusable { help, .. } => help.clone(),
            Self::Busy(_) => Some("wait until it has ended, then run the command again".into()),
            Self::Io { source, .. } => Some(io_help(source.kind()).to_owned()),
            Self::Fault(_) => Some(
                "every file in place is whole; please report this line, with the command, and no roster"
                    .into(),
            ),
            Self::Config { .. } | Self::Usage(_) => None,
        }
    }
}

fn io_help(kind: io::ErrorKind) -> &'static str {
    match kind {
        io::ErrorKind::PermissionDenied => {
            "run the command as the user that owns the files, or give it the right to write there"
        }
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            "make room on the disk, then run the command again"
        }
        io::ErrorKind::FileTooLarge => {
            "raise the limit for the size of a file (ulimit -f), then run the command again"
        }
        io::ErrorKind::NotADirectory => "give the path of a directory",
        io::ErrorKind::IsADirectory | io::ErrorKind::InvalidInput => "give the path of a file",
        io::ErrorKind::AlreadyExists => {
            "a file has that name: give the path of a directory, or of one to be created"
        }
        io::ErrorKind::NotFound => {
            "check the path for typing errors, and that nothing has removed it"
        }
        io::ErrorKind::ResourceBusy => {
            "close it in the other program, such as Excel or a web server, then run the command again"
        }
        io::ErrorKind::InvalidFilename => "give a shorter name",
        io::ErrorKind::ReadOnlyFilesystem => "the disk is mounted read-only; give another path",
        _ => "check that the disk or the network drive is in order, then run the command again",
    }
}
