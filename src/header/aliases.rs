//! The names that a column may have.

use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::field::Field;

/// The headers that mean a field: the built-in ones and those of the config.
#[derive(Debug, Clone)]
pub struct Aliases {
    fields: BTreeMap<String, Field>,
}

impl Default for Aliases {
    fn default() -> Self {
        let mut aliases = Self {
            fields: BTreeMap::new(),
        };
        for field in Field::ALL {
            for name in names(field) {
                aliases.fields.insert(normalise(name), field);
            }
        }
        aliases
    }
}

impl Aliases {
    /// Adds a header for a field; what the config says overrules what is built in.
    pub fn add(&mut self, header: &str, field: Field) {
        self.fields.insert(normalise(header), field);
    }

    /// The field that a header means, where it means one.
    #[must_use]
    pub fn field(&self, header: &str) -> Option<Field> {
        self.fields.get(&normalise(header)).copied()
    }
}

/// The names that mean a field without any config, its own first.
pub(super) fn names(field: Field) -> impl Iterator<Item = &'static str> {
    std::iter::once(field.name()).chain(built_in(field).iter().copied())
}

/// Names of columns in English, German, French, Dutch, Spanish and Italian, besides the field's own.
#[rustfmt::skip] // A name a line would be a long list to scroll through.
fn built_in(field: Field) -> &'static [&'static str] {
    match field {
        Field::Extension => &[
            "ext", "ext.", "extension number", "internal number", "number", "user", "user id",
            "userid", "sip user", "sip user id", "phone number", "Nebenstelle",
            "Nebenstellennummer", "Durchwahl", "Rufnummer", "Interne Nummer", "Nst", "Nst.",
            "Nummer", "poste", "numéro de poste", "numéro interne", "numéro", "numéro court",
            "toestel", "toestelnummer", "intern nummer", "nummer intern", "extensión",
            "número de extensión", "interno", "número interno", "número", "anexo",
            "numero interno", "numero", "derivato", "estensione",
        ],
        Field::Password => &[
            "pass", "pwd", "passwd", "secret", "sip password", "sip secret", "auth password",
            "Kennwort", "Passwort", "SIP-Passwort", "SIP-Kennwort", "Geheimnis", "mot de passe",
            "mot de passe sip", "mdp", "wachtwoord", "sip wachtwoord", "contraseña", "clave",
            "contraseña sip", "parola d'ordine", "parola chiave", "password sip",
        ],
        Field::DisplayName => &[
            "name", "full name", "caller name", "user name", "display", "caller id name",
            "Anzeigename", "Anzeige", "Benutzername", "Teilnehmer", "Mitarbeiter",
            "Vor- und Nachname", "nom", "nom affiché", "nom d'affichage", "nom complet",
            "utilisateur", "naam", "weergavenaam", "volledige naam", "gebruiker", "nombre",
            "nombre para mostrar", "nombre mostrado", "nombre completo", "usuario", "nome",
            "nome visualizzato", "nome completo", "utente",
        ],
        Field::Ipui => &[
            "ipei", "ipui/ipei", "ipei/ipui", "handset", "handset id", "handset ipui",
            "handset ipei", "dect id", "Mobilteil", "Mobilteil-ID", "IPUI Mobilteil",
            "IPEI Mobilteil", "combiné", "ipui du combiné", "ipui combiné", "handset-id",
            "ipui handset", "terminal", "ipui del terminal", "ipui terminal", "portatile",
            "ipui portatile",
        ],
        Field::BaseMac => &[
            "mac", "mac address", "base", "base mac address", "mac of the base", "dect manager",
            "mac base", "manager mac", "MAC-Adresse", "Basis", "Basis-MAC",
            "MAC-Adresse der Basis", "Basisstation", "MAC Basis", "adresse mac",
            "adresse mac de la base", "mac de la base", "borne", "mac-adres", "basisstation mac",
            "mac-adres basis", "dirección mac", "mac de la base", "estación base",
            "dirección mac de la base", "indirizzo mac", "mac della base", "stazione base",
            "indirizzo mac della base",
        ],
        Field::Login => &[
            "sip login", "login name", "auth user", "auth name", "authentication name",
            "auth id", "sip id", "Anmeldename", "SIP-Benutzer", "Authentifizierungsname",
            "Anmeldename SIP", "identifiant", "identifiant sip", "inlognaam", "aanmeldnaam",
            "nombre de inicio de sesión", "usuario sip", "nome di accesso", "utente sip",
        ],
        Field::Position => &[
            "pos", "pos.", "slot", "sip account", "account number", "Platz", "Speicherplatz",
            "SIP-Account", "emplacement", "positie", "plaats", "posición", "posizione",
        ],
        Field::Voicemail => &[
            "voice mail", "mailbox", "voicemail number", "mailbox number", "Anrufbeantworter",
            "Sprachbox", "Voicemail-Nummer", "Mailbox-Nummer", "messagerie", "messagerie vocale",
            "répondeur", "voicemailnummer", "antwoordapparaat", "buzón", "buzón de voz",
            "segreteria", "segreteria telefonica", "casella vocale",
        ],
        Field::Provider => &[
            "provider index", "sip provider", "trunk", "Anbieter", "Anbieter-Index",
            "SIP-Anbieter", "fournisseur", "opérateur", "aanbieder", "proveedor", "operador",
            "fornitore", "operatore",
        ],
        Field::AccountName => &[
            "account", "sip account name", "account label", "Kontoname", "Accountname", "Konto",
            "nom du compte", "compte", "accountnaam", "nombre de la cuenta", "cuenta",
            "nome account", "nome dell'account",
        ],
    }
}

/// Two headers are the same when they differ only in case, spaces, `_`, `-`, `.` and accents.
pub(super) fn normalise(header: &str) -> String {
    header
        .nfkd()
        .filter(|c| !is_combining_mark(*c) && !c.is_whitespace() && !is_ignored(*c))
        .flat_map(char::to_lowercase)
        .flat_map(|c| if c == 'ß' { vec!['s', 's'] } else { vec![c] })
        .collect()
}

/// Punctuation in headers, and characters that nobody sees.
fn is_ignored(c: char) -> bool {
    matches!(c, '_' | '-' | '.' | ':' | '*' | '\'' | '\u{2019}' | '"')
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}' | '\u{2010}'..='\u{2014}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_match_in_every_language_and_spelling() {
        let aliases = Aliases::default();
        for (header, field) in [
            ("Extension", Field::Extension),
            ("NEBENSTELLE", Field::Extension),
            ("Durchwahl", Field::Extension),
            ("Toestel", Field::Extension),
            ("Interno", Field::Extension),
            ("Display_Name", Field::DisplayName),
            ("display-name", Field::DisplayName),
            ("  Anzeige name ", Field::DisplayName),
            ("Kennwort", Field::Password),
            ("Mot de passe", Field::Password),
            ("Contrasena", Field::Password),
            ("contraseña", Field::Password),
            ("IPEI", Field::Ipui),
            ("MAC-Adresse", Field::BaseMac),
            ("macadresse", Field::BaseMac),
            ("Base MAC", Field::BaseMac),
            ("Posición", Field::Position),
        ] {
            assert_eq!(aliases.field(header), Some(field), "{header}");
        }
        assert_eq!(aliases.field("Room"), None);
    }

    #[test]
    fn no_name_means_two_fields() {
        let mut seen: BTreeMap<String, Field> = BTreeMap::new();
        for field in Field::ALL {
            for name in names(field) {
                let before = *seen.entry(normalise(name)).or_insert(field);
                assert_eq!(before, field, "{name}");
            }
        }
    }
}
