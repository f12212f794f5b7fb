//! The built-in names of columns: English, German, French, Dutch, Spanish, Italian, Portuguese,
//! Polish and Swedish, and as PBXs export them. A line is a language or a program, its names
//! separated by `|`. Spelling is free: see `normalise`.

use super::Meaning;
use crate::value::Field;

/// Words that say nothing about which column it is; left out where a header means nothing with them.
pub(super) const FILLERS: &str = "nr|no|n|num|nummer|number|numero|numer|numeral|nro|nbr|field|required|optional|pflicht|\
     pflichtfeld|obligatoire|obligatorio|obligatorisch|verplicht|wymagane|obligatorisk|der|des|\
     die|das|dem|von|vom|de|du|la|le|les|del|della|do|da|of|the|van|het|den|for|fur|dect|neu|\
     new|eindeutig|bitte|ausfullen|al|il|el";

/// Words that say since when a value holds, or until when it did.
pub(super) const DATED: &str =
    "neu|new|alt|old|bisher|bisherige|previous|nouveau|ancien|nieuw|oud|nuevo";

/// How words begin that say what a password is for, if it is not for the SIP account.
pub(super) const OTHER_PASSWORDS: [&str; 14] = [
    "voicemail",
    "vm",
    "mailbox",
    "anrufbeantworter",
    "web",
    "portal",
    "user",
    "benutzer",
    "admin",
    "konferenz",
    "conference",
    "meeting",
    "pin",
    "provision",
];

/// Every meaning with its headers.
#[rustfmt::skip] // A name per line would be a long list to scroll through.
#[expect(clippy::too_many_lines, reason = "a table of names, and nothing else")]
pub(super) fn built_in() -> Vec<(Meaning, &'static [&'static str])> {
    use Meaning::{Field as Of, Name, Nothing, User, UserName};
    vec![
        // Without the words that say nothing they would be fields, and they are others.
        (Nothing, &[
            "callerid number|caller id number|cid number|effective caller id number|outbound caller id number|emergency caller id number",
        ]),
        (Of(Field::Extension, 1), &[
            "extension|ext|ext.|exten|extn|extension number|internal number|internal extension|sip extension",
            "user extension|extension id|number extension|local number|station|short number",
            "Nebenstelle|Nebenstellen|Nebenstellennummer|Durchwahl|Durchwahlnummer|DW|Interne Nummer|interne Rufnummer|Nst|Nst.|Interne Durchwahl|Intern|Kurzwahl|Klappe",
            "poste|postes|numéro de poste|numéro interne|numéro court|poste interne|extension interne",
            "toestel|toestelnummer|intern nummer|nummer intern|intern toestel|intern toestelnummer|extensienummer|extensie",
            "extensión|número de extensión|interno|número interno|anexo|extensión interna",
            "numero interno|derivato|estensione|numero breve",
            "ramal|número do ramal|extensão|número de extensão|número interno",
            "numer wewnętrzny|nr wewnętrzny|wewnętrzny|numer wew|nr wewn|wewn|numer wewn|nr wew|wew",
            "anknytning|anknytningsnummer|internnummer|kortnummer",
        ]),
        // They may as well be a running number, or a number that is dialled from outside.
        (Of(Field::Extension, 2), &[
            "number|Nummer|numéro|numero|número|numer|phone number|Rufnummer|phone|Tel.|Telefon|Telefonnummer|Tel.-Nr.|telephone|téléphone|telefoon|telefoonnummer|teléfono|telefono|telefone",
        ]),
        (Of(Field::Password, 1), &[
            "secret|sip password|sip secret|sip pass|sip pwd|sip pw|auth password|authpassword|authentication password|registration password|sip/iax password|phone password|account password|line password|sip auth password|sip account password|peer password|register password",
            "SIP-Passwort|SIP-Kennwort|SIP-Geheimnis|Geheimnis|Registrierungspasswort|Anmeldepasswort|Authentifizierungspasswort",
            "mot de passe sip|mdp sip|secret sip",
            "sip wachtwoord|contraseña sip|clave sip|password sip|senha sip|hasło sip|sip lösenord|sip-lösenord",
        ]),
        (Of(Field::Password, 2), &[
            "password|pass|pwd|passwd|pw",
            "Kennwort|Passwort|Kennw.|Passw.",
            "mot de passe|mdp|mot passe",
            "wachtwoord|contraseña|clave|clave de acceso",
            "parola d'ordine|parola chiave",
            "senha|palavra-passe|palavra chave",
            "hasło|lösenord",
        ]),
        (Of(Field::DisplayName, 1), &[
            "display name|display|full name|caller name|caller id name|effective caller id name|effective_caller_id_name|callerid name|cid name|display name sip|user's name|users name|name of user|name of the user|employee|employee name|person",
            "Anzeigename|Anzeige|Teilnehmer|Teilnehmername|Mitarbeiter|Mitarbeitername|Mitarbeiterin|Mitarbeiter/in|Vor- und Nachname|Vorname und Nachname|Vorname Nachname|Vorname, Nachname|Name, Vorname|Nachname, Vorname|Vor-/Nachname|Name Vorname|vollständiger Name|Displayname|Name im Display|Displaytext",
            "nom affiché|nom d'affichage|nom complet|nom et prénom|prénom et nom|nom prénom|prénom nom|collaborateur",
            "weergavenaam|volledige naam|schermnaam|medewerker|voor- en achternaam|naam medewerker",
            "nombre para mostrar|nombre mostrado|nombre completo|nombre y apellidos|nombre a mostrar|empleado",
            "nome visualizzato|nome completo|nome e cognome|cognome e nome|dipendente",
            "nome de exibição|nome a apresentar|nome para exibição|nome a mostrar|nome e apelido|nome e sobrenome|colaborador|funcionário",
            "nazwa wyświetlana|imię i nazwisko|nazwisko i imię|pracownik",
            "visningsnamn|för- och efternamn|fullständigt namn|medarbetare",
        ]),
        (Name, &["name|Name|nom|naam|nombre|nome|nazwa|namn"]),
        (Of(Field::FirstName, 1), &[
            "first name|firstname|given name|forename|fname|directory first name|christian name",
            "Vorname|Rufname|prénom|voornaam|nombre de pila|nome proprio|nome próprio|imię|förnamn",
        ]),
        (Of(Field::LastName, 1), &[
            "last name|lastname|surname|family name|lname|directory last name",
            "Nachname|Familienname|Zuname|nom de famille|achternaam|familienaam|apellido|apellidos|cognome|apelido|sobrenome|nazwisko|efternamn",
        ]),
        (Of(Field::Ipui, 1), &[
            "ipui|ipei|ipui/ipei|ipei/ipui|ipui or ipei|ipui oder ipei|handset ipui|handset ipei|ipui handset|ipei handset|dect id|dect ipui|dect ipei|ipui code|ipei code|ipui id|dect identity|handset identity",
            "IPUI Mobilteil|IPEI Mobilteil|Mobilteil IPUI|Mobilteil IPEI|IPUI des Mobilteils|IPEI des Mobilteils|DECT-Kennung|IPUI-Kennung",
            "ipui du combiné|ipui combiné|ipei combiné|ipei du combiné|ipui du téléphone",
            "ipui del terminal|ipui terminal|ipei terminal|ipui portatile|ipei portatile|ipui del portatile|ipui do terminal|ipui telefone|ipui słuchawki|ipei słuchawki|ipui handenhet|ipui handset",
        ]),
        (Of(Field::Ipui, 2), &[
            "handset|handset id|handset-id|Mobilteil|Mobilteil-ID|Handgerät|combiné|terminal|portatile|słuchawka|handenhet|telefone sem fios",
        ]),
        (Of(Field::BaseMac, 1), &[
            "base mac|base_mac|base mac address|mac of the base|mac of base|mac base|manager mac|dect manager mac|mac address base|mac address of the base|base station mac|mac dect manager",
            "Basis-MAC|MAC-Adresse der Basis|MAC Basis|MAC-Adresse Basis|MAC der Basis|Basisstation MAC|MAC Basisstation|MAC-Adresse der Basisstation|Basis MAC-Adresse|DECT-Manager MAC|MAC DECT-Manager",
            "adresse mac de la base|mac de la base|mac borne|adresse mac de la borne|mac de la borne|mac base dect",
            "basisstation mac|mac-adres basis|mac basis|mac-adres van de basis|mac-adres basisstation|mac basisstation",
            "dirección mac de la base|mac de la base|mac estación base",
            "mac della base|indirizzo mac della base|indirizzo mac base|mac stazione base",
            "endereço mac da base|mac da base|adres mac bazy|mac bazy|mac-adress bas|basens mac|basens mac-adress|mac bas|basstationens mac",
        ]),
        (Of(Field::BaseMac, 2), &[
            "mac|mac address|mac id|mac addr|base|base station|dect manager|dect base|manager|base id",
            "MAC-Adresse|Basis|Basisstation|DECT-Basis|MAC-Adr.|adresse mac|borne|station de base|mac-adres|dirección mac|estación base|indirizzo mac|stazione base|endereço mac|estação base|adres mac|stacja bazowa|baza|mac-adress|basstation",
        ]),
        (Of(Field::Login, 1), &[
            "login|sip login|login name|login id|loginname|loginid|auth user|auth name|authname|auth id|authid|auth username|auth user name|authentication name|authentication id|authentication user|authentication username|authentication user name|authorization name|authorization id|authorization user|authorization username|authorisation name|authorisation id|sip id|sip username|sip user name|sip auth id|sip auth user|sip auth name|sip login name|sip account name id|registration name|register name|registration id|register id|registration user|register user|sip registration name|account id|sip account id|sip user id login|digest user|auth",
            "Anmeldename|Anmelde-ID|Anmeldekennung|Anmelde-Name|SIP-Benutzer|SIP-Benutzername|SIP-Anmeldename|SIP-Kennung|SIP-Login|SIP-ID|SIP-Name|Authentifizierungsname|Authentifizierungs-ID|Authentifizierungsbenutzer|Authentifizierungskennung|Anmeldename SIP|Registrierungsname|Registrierungs-ID|Benutzerkennung|Login-Name|Login-ID|Logindaten|Auth-Name|Auth-Benutzer|Auth-ID",
            "identifiant|identifiant sip|nom d'utilisateur sip|utilisateur sip|identifiant de connexion|nom d'authentification|id d'authentification|login sip|compte d'authentification",
            "inlognaam|aanmeldnaam|sip gebruikersnaam|sip-gebruiker|inlog|authenticatienaam",
            "nombre de inicio de sesión|usuario sip|nombre de autenticación|id de autenticación|identificador sip",
            "nome di accesso|utente sip|nome utente sip|nome di autenticazione|id autenticazione",
            "utilizador sip|usuário sip|nome de autenticação|login de autenticação",
            "login sip|użytkownik sip|nazwa logowania|identyfikator sip",
            "inloggningsnamn|sip-användare|sip-användarnamn|inloggning",
        ]),
        (UserName, &[
            "user name|username|Benutzername|Benutzer-Name|Nutzername|utilisateur|nom d'utilisateur|gebruiker|gebruikersnaam|usuario|nombre de usuario|utente|nome utente|utilizador|nome de utilizador|usuário|nome de usuário|użytkownik|nazwa użytkownika|användarnamn|användare|Benutzer|Nutzer",
        ]),
        (User, &["user|user id|userid|sip user|sip user id|Benutzer-ID|User-ID|sip account user|account user"]),
        (Of(Field::Position, 1), &[
            "position|sip account|account number|SIP-Account|position on the base|slot|base position|Position auf der Basis|Speicherplatz|Position an der Basis|Basis-Position|position sur la base|posición en la base|posizione sulla base|positie op de basis|SIP account number",
        ]),
        (Of(Field::Voicemail, 1), &[
            "voicemail|voice mail|mailbox|voicemail number|mailbox number|voicemail box|voicemail extension|net am|network mailbox|mailbox no",
            "Anrufbeantworter|Sprachbox|Voicemail-Nummer|Mailbox-Nummer|Netz-AB|Netzanrufbeantworter|Mailboxnummer|Sprachspeicher|AB-Nummer",
            "messagerie|messagerie vocale|répondeur|boîte vocale|numéro de messagerie",
            "voicemailnummer|antwoordapparaat|buzón|buzón de voz|segreteria|segreteria telefonica|casella vocale|correio de voz|caixa de correio|poczta głosowa|röstbrevlåda|röstmeddelanden|telefonsvarare",
        ]),
        (Of(Field::Provider, 1), &[
            "provider|provider index|sip provider|provider id|sip trunk|trunk",
            "Anbieter|Anbieter-Index|SIP-Anbieter|Provider-Index|fournisseur|opérateur|aanbieder|proveedor|operador|fornitore|operatore|fornecedor|dostawca|leverantör|operatör",
        ]),
        (Of(Field::AccountName, 1), &[
            "account name|account|sip account name|account label|line label|line name",
            "Kontoname|Accountname|Konto|Leitungsname|SIP-Kontoname|nom du compte|compte|accountnaam|nombre de la cuenta|cuenta|nome account|nome dell'account|nome da conta|conta|nazwa konta|konto|kontonamn",
        ]),
    ]
}
