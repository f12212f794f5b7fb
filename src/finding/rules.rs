//! How grave a code is in this run: the table's default, or what `[rules]` in the config says.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{Code, Problem};

/// How grave a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The row or the file is refused.
    Error,
    /// It goes through, and somebody should look at it.
    Warning,
    /// It is said and needs nothing.
    Info,
}

impl Severity {
    /// The word in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// What `[rules]` may say of a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Rule {
    /// Refuse the row.
    Error,
    /// Let it pass with a warning.
    Warning,
    /// Do not mention it.
    Off,
}

/// The severities of a run.
#[derive(Debug, Clone, Default)]
pub struct Rules {
    changed: BTreeMap<Code, Rule>,
}

impl Rules {
    /// Takes the severities that a config sets, by the name of the code.
    ///
    /// # Errors
    /// When a name is no code, or a code is weakened whose problem would end in a wrong file.
    pub fn new(rules: impl IntoIterator<Item = (String, Rule)>) -> Result<Self, RulesError> {
        let mut changed = BTreeMap::new();
        for (name, rule) in rules {
            let code = Code::from_name(&name).ok_or_else(|| RulesError::Unknown {
                similar: Code::similar_to(&name),
                name,
            })?;
            if code.info().fixed && rule != Rule::Error {
                return Err(RulesError::Fixed(code));
            }
            changed.insert(code, rule);
        }
        Ok(Self { changed })
    }

    /// How grave a problem is; `None` when a rule turned its code off.
    ///
    /// A problem that leaves no value behind is an error whatever the rules say: there is nothing
    /// that could be written.
    #[must_use]
    pub fn severity(&self, problem: &Problem) -> Option<Severity> {
        if problem.leaves_no_value() {
            return Some(Severity::Error);
        }
        let code = problem.code();
        match self.changed.get(&code) {
            None => Some(problem.severity()),
            Some(Rule::Error) => Some(Severity::Error),
            Some(Rule::Warning) => Some(Severity::Warning),
            Some(Rule::Off) => None,
        }
    }
}

/// Why `[rules]` cannot be followed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RulesError {
    /// There is no such code.
    #[error(
        "there is no code `{name}`{}; `dect-roster explain` lists all codes",
        .similar.map(|code| format!(" (did you mean `{code}`?)")).unwrap_or_default()
    )]
    Unknown {
        /// What the config says.
        name: String,
        /// The code that is spelled most like it, where one is.
        similar: Option<Code>,
    },
    /// The code's severity is fixed.
    #[error("`{0}` is always an error: letting it pass would write a wrong file; remove this rule")]
    Fixed(Code),
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(name: &str, rule: Rule) -> Result<Rules, RulesError> {
        Rules::new([(name.to_owned(), rule)])
    }

    #[test]
    fn a_rule_changes_its_code_and_no_other() {
        let rules = rules("missing-ipui", Rule::Error).unwrap();
        assert_eq!(rules.severity(&Problem::MissingIpui), Some(Severity::Error));
        assert_eq!(
            rules.severity(&Problem::NumericCell),
            Some(Severity::Warning)
        );
    }

    #[test]
    fn what_would_write_a_wrong_file_cannot_be_weakened() {
        assert_eq!(
            rules("duplicate-ipui", Rule::Off).unwrap_err(),
            RulesError::Fixed(Code::DuplicateIpui)
        );
        assert!(rules("duplicate-ipui", Rule::Error).is_ok());
    }

    #[test]
    fn a_misspelt_code_is_named_with_its_neighbour() {
        let error = rules("missing-upui", Rule::Off).unwrap_err().to_string();
        assert!(error.contains("did you mean `missing-ipui`?"), "{error}");
    }
}
