"""What the assistant says in plain text becomes HTML that says the same."""

import pytest

from bot.web.text import paragraphs


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Eins\nzwei\n\ndrei", "<p>Eins<br>zwei</p>\n<p>drei</p>"),
        ("– Eins\n– zwei", "<ul><li>Eins</li><li>zwei</li></ul>"),
        ("Schritte:\n1. Eins\n2. zwei", "<p>Schritte:</p>\n<ol><li>Eins</li><li>zwei</li></ol>"),
        ("Weiter:\n3. Drei\nSo.", '<p>Weiter:</p>\n<ol start="3"><li>Drei</li></ol>\n<p>So.</p>'),
        ("1. Schritt der Bestellung", "<p>1. Schritt der Bestellung</p>"),
        ("Dort: https://amt24.sachsen.de.", '<p>Dort: <a href="https://amt24.sachsen.de" rel="noreferrer">'),
        ("an A-B@c-d.de", '<a href="mailto:A-B@c-d.de" rel="noreferrer">A-B@c-d.de</a>'),
        (
            "**Wichtig:** [hier](https://a.de)",
            '<strong>Wichtig:</strong> <a href="https://a.de" rel="noreferrer">hier</a>',
        ),
        ("[Post](a@b.de)", '<a href="mailto:a@b.de" rel="noreferrer">Post</a>'),
        ('[x](https://a.de/"onclick=y)', '<a href="https://a.de/&#34;onclick=y" rel="noreferrer">x</a>'),
        ("| A | B |\n|--|--|\n| 1 | 2 |", '<thead><tr><th scope="col">A</th><th scope="col">B</th></tr></thead>'),
        ("| 1 | <i> |", "<tbody><tr><td>1</td><td>&lt;i&gt;</td></tr></tbody>"),
        ('<b onclick="x">', "<p>&lt;b onclick=&#34;x&#34;&gt;</p>"),
        (
            'https://x.de/"><script>',
            '<a href="https://x.de/" rel="noreferrer">https://x.de/</a>&#34;&gt;&lt;script&gt;',
        ),
    ],
)
def test_text_becomes_html(text, html):
    """Paragraphs, lists with the number they begin with, links; everything else is text."""
    assert html in paragraphs(text)
