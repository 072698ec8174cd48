using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Xml;

namespace Wellspring.Simulator.Drawing;

/// <summary>Text with tags in it: what the code writes stays as written, and every hole is escaped.</summary>
public sealed class Markup
{
    private readonly StringBuilder _text = new();

    /// <summary>Takes text as markup, unescaped: for what this program wrote, never for words from outside.</summary>
    public static Markup Trusted(string text)
    {
        var markup = new Markup();
        markup._text.Append(text);
        return markup;
    }

    /// <summary>Adds one line. A hole may hold a name of anybody's choice; it cannot become a tag.</summary>
    public Markup Line([InterpolatedStringHandlerArgument("")] Holes line)
    {
        // The handler has written into this text before the call; only the end of the line is left to do.
        _ = line;
        _text.Append('\n');
        return this;
    }

    /// <summary>Adds markup that was built, and therefore escaped, elsewhere.</summary>
    public Markup Add(Markup inner)
    {
        _text.Append(inner._text);
        return this;
    }

    public override string ToString() => _text.ToString();

    private void Escape(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]))
            {
                _text.Append(text, i++, 2);
                continue;
            }

            _ = text[i] switch
            {
                '&' => _text.Append("&amp;"),
                '<' => _text.Append("&lt;"),
                '>' => _text.Append("&gt;"),
                '"' => _text.Append("&quot;"),
                '\'' => _text.Append("&#39;"),
                // A control character or half a surrogate pair would make the whole document unreadable as XML.
                var letter => _text.Append(XmlConvert.IsXmlChar(letter) ? letter : '\uFFFD'),
            };
        }
    }

    /// <summary>The compiler's way of handing over an interpolated string piece by piece.</summary>
    [InterpolatedStringHandler]
    public readonly struct Holes
    {
        private readonly Markup _markup;

        public Holes(int literalLength, int formattedCount, Markup markup)
        {
            markup._text.EnsureCapacity(markup._text.Length + literalLength + (formattedCount * 8));
            _markup = markup;
        }

        public void AppendLiteral(string literal) => _markup._text.Append(literal);

        public void AppendFormatted(string text) => _markup.Escape(text);

        public void AppendFormatted(int number) => _markup._text.Append(CultureInfo.InvariantCulture, $"{number}");

        /// <summary>A place that was found by a logarithm or a mean, to a tenth.</summary>
        public void AppendFormatted(double length) =>
            _markup._text.Append(length.ToString("0.#", CultureInfo.InvariantCulture));

        /// <summary>A length or a place in the drawing: a tenth of a unit is finer than any screen shows.</summary>
        public void AppendFormatted(decimal length) =>
            _markup._text.Append(length.ToString("0.#", CultureInfo.InvariantCulture));
    }
}
