use super::Texts;

#[rustfmt::skip] // A pair per line.
pub(super) static TEXTS: Texts = Texts {
    sheets: ["Combinés", "Comptes", "Bases", "Exemple", "Instructions"],
    columns: [
        ("Poste", "Le numéro interne, par exemple 201. Les zéros du début sont conservés. Sur une même base, chaque numéro n'existe qu'une fois."),
        ("Mot de passe SIP", "Le mot de passe SIP du compte, exactement comme dans le système téléphonique. Ne pas le recopier vers le bas : le dernier chiffre augmenterait."),
        ("Nom affiché", "Le nom que voient les appelants, par exemple Anna Berg."),
        ("IPUI", "L'identité du combiné : dix caractères sur l'emballage, ou avec *#06# sur le combiné, par exemple 029E74A599. L'IPEI, 12 ou 13 chiffres comme 10727 0304537 3, convient aussi."),
        ("Base", "La base du combiné : son nom dans la feuille Bases, ou son adresse MAC, douze caractères comme 7C2F80123456. Ne pas recopier une adresse MAC vers le bas : le dernier chiffre augmenterait."),
        ("Identifiant SIP", "Le nom avec lequel le compte se connecte, si ce n'est pas le numéro de poste."),
        ("Position sur la base", "Le numéro du compte SIP sur la page web de la base, de 1 à 100. Laisser vide : chaque combiné reste alors à sa place, et un nouveau prend la première place libre."),
        ("Messagerie vocale", "Le numéro de la messagerie vocale, par exemple *2."),
        ("Fournisseur", "Le numéro du fournisseur SIP sur la base, compté à partir de 0. Laisser vide pour le premier."),
        ("Nom du compte", "Le nom du compte dans les listes de la base, si ce n'est pas le numéro de poste."),
        ("MAC de la base", "L'adresse MAC sur l'étiquette de la base (le DECT manager), douze caractères comme 7C2F80123456."),
        ("Nom de la base", "Un nom pour la base, par exemple Siège. La feuille Combinés peut l'utiliser à la place de l'adresse MAC."),
        ("Serveur SIP", "L'adresse du système téléphonique, par exemple pbx.example."),
        ("Début de la fenêtre", "À partir de quand la base accepte de nouveaux combinés : une date comme 2027-03-01 08:00, ou now (maintenant), ou none (jamais)."),
        ("Durée de la fenêtre", "Combien de temps la base accepte de nouveaux combinés, par exemple 20h ou 14d ; 0 pour toujours."),
        ("PIN", "Le code PIN pour inscrire un combiné à la main, quatre chiffres comme 0000."),
    ],
    required: "À remplir obligatoirement.",
    optional: "Peut rester vide.",
    for_registering: "À remplir pour chaque combiné qui doit s'inscrire tout seul.",
    unless_account: "À remplir seulement si la feuille Comptes n'a pas de ligne pour ce poste.",
    goes_into: "ce qui va ici :",
    refusals: [
        ("Ce n'est pas un IPUI ou IPEI", "Un IPUI a 10 caractères, 0 à 9 et A à F, comme 029E74A599. Un IPEI a 12 chiffres, ou 13 avec sa clé, comme 10727 0304537 3 ; un chiffre peut être faux. Comparer avec l'emballage, ou taper *#06# sur le combiné."),
        ("Ce n'est pas une adresse MAC", "Une adresse MAC a 12 caractères, 0 à 9 et A à F, comme 7C2F80123456 ou 7C:2F:80:12:34:56. Elle est sur l'étiquette de la base."),
        ("Ce n'est pas une position", "Taper un nombre entier de 1 à 100, le numéro du compte SIP sur la page web de la base. Ou laisser la cellule vide : le programme trouve alors la position."),
    ],
    instructions: [
        ("", "Une ligne par combiné, par compte du système téléphonique et par base, chacune dans sa feuille. Les colonnes avec un astérisque sont obligatoires. Comptes et Bases peuvent rester vides : le mot de passe et l'adresse MAC vont alors dans Combinés. Cette feuille et l'exemple ne sont pas lus."),
        ("Copier", "Ne coller que les valeurs (Collage spécial, texte non formaté) : sinon les colonnes ne sont plus du texte, et les zéros du début se perdent."),
        ("Autres colonnes", "On peut ajouter ses propres colonnes à droite dans Combinés, par exemple Bureau ; elles sont conservées. Dans Bases, une telle colonne est un réglage de ce nom."),
        ("Vérifier", "dect-roster check FICHIER.xlsx --report RAPPORT.xlsx\nLe rapport est ce même classeur, avec chaque cellule fautive marquée."),
        ("Mots de passe", "Le fichier rempli contient des mots de passe : ne pas le laisser là où d'autres peuvent le lire."),
    ],
};
