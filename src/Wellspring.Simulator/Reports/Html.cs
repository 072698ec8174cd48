using Wellspring.Core;
using Wellspring.Simulator.Drawing;

namespace Wellspring.Simulator.Reports;

/// <summary>The few forms of text that every part of the report is made of.</summary>
internal static class Html
{
    /// <summary>Begins a part under its heading.</summary>
    public static Markup Part(this Markup html, string id, Bilingual title) => html
        .Line($"""<section id="{id}"><h2>{title.Zh} <span lang="en">{title.En}</span></h2>""");

    public static Markup EndPart(this Markup html) => html.Line($"</section>");

    /// <summary>A sentence in both languages, beside each other where there is room.</summary>
    public static Markup Say(this Markup html, string zh, string en) => html
        .Line($"""<div class="two"><p>{zh}</p><p lang="en">{en}</p></div>""");

    public static Markup Say(this Markup html, Bilingual sentence) => html.Say(sentence.Zh, sentence.En);

    public static Markup Figure(this Markup html, Func<Frame, Markup> draw, Bilingual caption)
    {
        html.Line($"<figure>");
        Frame.Both(html, draw);
        return html.Line($"""<figcaption>{caption.Zh} <span lang="en">{caption.En}</span></figcaption></figure>""");
    }

    /// <summary>A table whose rows become labelled lines on a phone.</summary>
    /// <param name="rows">The first cell of each names the row.</param>
    /// <param name="fits">Narrow enough to stay a table on a phone.</param>
    public static Markup Table(
        this Markup html, Bilingual caption, IReadOnlyList<Bilingual> heads, IEnumerable<IReadOnlyList<string>> rows,
        bool fits = false)
    {
        html.Line($"""<table class="{(fits ? "fit" : "rows")}"><caption>{caption.Zh} """)
            .Line($"""<span lang="en">{caption.En}</span></caption>""")
            .Line($"<thead><tr>");
        foreach (var head in heads)
        {
            html.Line($"""<th scope="col">{head.Zh} <span lang="en">{head.En}</span></th>""");
        }

        html.Line($"</tr></thead><tbody>");
        foreach (var row in rows)
        {
            html.Line($"""<tr><th scope="row" data-label="{heads[0].Zh} {heads[0].En}">{row[0]}</th>""");
            for (var cell = 1; cell < row.Count; cell++)
            {
                html.Line($"""<td data-label="{heads[cell].Zh} {heads[cell].En}">{row[cell]}</td>""");
            }

            html.Line($"</tr>");
        }

        return html.Line($"</tbody></table>");
    }

    /// <summary>The table behind a picture, one tap away.</summary>
    public static Markup Behind(
        this Markup html, Bilingual caption, IReadOnlyList<Bilingual> heads,
        IReadOnlyCollection<IReadOnlyList<string>> rows) => html
        .Line($"""<details><summary>图背后的表 """)
        .Line($"""<span lang="en">the table behind it, {rows.Count} rows</span></summary><div>""")
        .Table(caption, heads, rows).Line($"</div></details>");
}
