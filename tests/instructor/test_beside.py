"""What words say of a picture beside them, in each language that wishes can be in."""

import pytest

from generec.instructor.beside import heard, of_edit
from generec.instructor.lexicon import LANGUAGES

SAID = {
    "en": [
        ("make it look like this picture", "current", None),
        ("please make this video look like that photo!", "current", None),
        ("like this", "current", None),
        ("in this style", "current", None),
        ("paint it in the style of this painting", "current", None),
        ("make everything look like this", "feed", None),
        ("make it look like this picture, and cut it to six seconds", "current", "and cut it to six seconds"),
        ("use the colours of this photo and make it vertical", "current", "and make it vertical"),
        ("find things like this picture", None, None),
        ("more like this", None, None),
        ("something similar", None, None),
        ("find videos in this style", None, None),
        ("show me cooking videos like this photo", None, "show me cooking videos"),
        ("find videos that look like this picture but with dogs", None, "find videos but with dogs"),
        ("make this a cartoon", None, "make this a cartoon"),
        ("I'd like more boats", None, "I'd like more boats"),
    ],
    "de": [
        ("lass es aussehen wie dieses Bild", "current", None),
        ("mach das Video so wie dieses Foto", "current", None),
        ("wie dieses Bild", "current", None),
        ("im Stil dieses Gemäldes", "current", None),
        (
            "nimm die Farben von diesem Foto und schneide es auf 6 Sekunden",
            "current",
            "und schneide es auf 6 Sekunden",
        ),
        ("gib dem Video mehr Kontrast", None, "gib dem Video mehr Kontrast"),
        ("alles soll so aussehen wie dieses Bild", "feed", None),
        ("finde Videos wie dieses Bild", None, None),
        ("zeig mir Kochvideos in diesem Stil", None, "zeig mir Kochvideos"),
        ("kannst du das Video wie dieses Bild aussehen lassen?", "current", None),
        ("mehr Boote", None, "mehr Boote"),
    ],
    "fr": [
        ("fais que ça ressemble à cette image", "current", None),
        ("mets-la dans le style de cette photo", "current", None),
        ("comme cette image", "current", None),
        ("dans ce style", "current", None),
        ("utilise les couleurs de ce tableau et coupe à six secondes", "current", "et coupe à six secondes"),
        ("fais que tout ressemble à cette photo", "feed", None),
        ("trouve des vidéos comme cette photo", None, None),
        ("montre-moi des recettes dans ce style", None, "montre-moi des recettes"),
        ("plus de bateaux", None, "plus de bateaux"),
    ],
    "es": [
        ("haz que se parezca a esta foto", "current", None),
        ("haz que este vídeo se vea como esta imagen", "current", None),
        ("como esta foto", "current", None),
        ("con este estilo", "current", None),
        ("usa los colores de este cuadro y córtalo a seis segundos", "current", "y córtalo a seis segundos"),
        ("haz que todo se parezca a esta imagen", "feed", None),
        ("busca vídeos como esta foto", None, None),
        ("muéstrame recetas con este estilo", None, "muéstrame recetas"),
        ("píntalo como este cuadro", "current", None),
        ("haz que este vídeo dure 6 segundos", None, "haz que este vídeo dure 6 segundos"),
        ("más barcos", None, "más barcos"),
    ],
    "pt": [
        ("faça com que pareça com esta foto", "current", None),
        ("deixa isto parecido com esta imagem", "current", None),
        ("neste estilo", "current", None),
        ("no estilo desta foto", "current", None),
        ("usa as cores deste quadro e corta para seis segundos", "current", "e corta para seis segundos"),
        ("faz com que tudo fique como esta imagem", "feed", None),
        ("procura vídeos parecidos com esta foto", None, None),
        ("mostra-me receitas neste estilo", None, "mostra-me receitas"),
        ("faça isto quadrado", None, "faça isto quadrado"),
        ("mais barcos", None, "mais barcos"),
    ],
    "zh": [
        ("把它变成这张图片的风格", "current", None),
        ("让这个视频看起来像这张照片", "current", None),
        ("像这张图一样", "current", None),
        ("用这种风格", "current", None),
        ("用这幅画的颜色，剪成六秒", "current", "剪成六秒"),
        ("把所有视频变成这张图的风格", "feed", None),
        ("找像这张照片的视频", None, None),
        ("给我看这种风格的烹饪视频", None, "给我看 烹饪视频"),
        ("更多船", None, "更多船"),
    ],
}


@pytest.mark.parametrize(("say", "look", "rest"), [row for rows in SAID.values() for row in rows])
def test_the_words_say_what_the_picture_is_for(say, look, rest):
    found = heard(say, screen=True)
    assert (found.look, found.rest) == (look, rest)


def test_every_language_that_wishes_can_be_in_is_heard():
    assert set(SAID) == set(LANGUAGES)


@pytest.mark.parametrize(
    "say", ["like this", "wie dieses Bild", "comme cette image", "como esta foto", "像这张图一样"]
)
def test_without_an_item_on_screen_like_this_is_to_be_found(say):
    found = heard(say, screen=False)
    assert (found.look, found.rest) == (None, None)
    assert of_edit(say).look == "current"


def test_no_words_say_nothing():
    assert heard(None, screen=True).rest is None
    assert heard("", screen=True).look is None
