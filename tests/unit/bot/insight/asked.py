"""What town halls might ask that nothing answers, by what is meant; written by hand for these tests."""

MEANT = {
    "hundesteuer": (
        "Kann man die Hundesteuer online anmelden?",
        "hund online anmelden",
        "gibt es einen onlineantrag für die hundesteuer",
        "Hunde Steuer anmeldung im internet",
        "hundesteueranmeldung digital?",
        "Wie melde ich meinen Hund online zur Steuer an",
    ),
    "wohngeld": (
        "Gibt es einen Onlineantrag für Wohngeld?",
        "wohngeldantrag online stellen",
        "wohngeld digital beantragen",
        "wohngeldantrag im internet",
        "Wohngeld online",
    ),
    "passwort": (
        "Ich habe mein Passwort vergessen",
        "passwort für das servicekonto vergessen",
        "Servicekonto Passwort zurücksetzen",
        "wie setze ich das passwort vom servicekonto zurück",
        "passwrot vergessen servicekonto",
    ),
    "ausweis": (
        "Brauche ich einen Kartenleser für den Personalausweis?",
        "kartenleser personalausweis nötig",
        "geht der personalausweis ohne kartenlesegerät",
        "braucht man ein Kartenlesegerät für den Ausweis",
        "ausweis ohne kartenleser nutzen",
    ),
    "schulung": (
        "Wann ist die nächste Schulung?",
        "nächster schulungstermin",
        "termine für schulungen",
        "Wo finde ich Schulungstermine?",
        "gibt es demnächst wieder eine schulung",
    ),
    "erechnung": (
        "Wie empfangen wir E-Rechnungen?",
        "xrechnung empfangen",
        "E-Rechnung empfang für kommunen",
        "wo kommen e-rechnungen bei uns an",
        "elektronische rechnungen empfangen, wie geht das",
    ),
    "gewerbe": (
        "Gewerbeanmeldung online möglich?",
        "gewerbe online anmelden",
        "Kann ein Bürger sein Gewerbe digital anmelden?",
        "gewerbe anmeldung über das internet",
    ),
    "kita": (
        "Kitaplatz online beantragen",
        "gibt es einen onlineantrag für kitaplätze",
        "kita platz anmeldung digital",
        "Wie beantragen Eltern einen Kitaplatz im Internet?",
    ),
    "homepage": (
        "Wie binden wir den Antrag auf unserer Homepage ein?",
        "onlineantrag auf homepage verlinken",
        "antrag auf der eigenen internetseite einbinden",
        "verlinkung vom antrag auf unsere webseite",
    ),
}
SINGLE = (
    "wer repariert den beamer im sitzungssaal",
    "parkplätze am landratsamt",
    "Wie hoch ist die Grundsteuer in Pirna?",
    "kantine speiseplan",
    "muss ich den winterdienst selbst beauftragen",
    "Was kostet ein Reisepass?",
    "darf ich homeoffice im ausland machen",
    "wo liegt die archivordnung",
    "welche windows version brauchen wir",
    "Ist am Brückentag jemand da?",
)
