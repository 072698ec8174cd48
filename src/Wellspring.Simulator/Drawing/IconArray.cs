using System.Globalization;
using System.Text;
using Wellspring.Core;

namespace Wellspring.Simulator.Drawing;

/// <summary>A thousand members as a thousand dots 千人图, least first; each kind has its lightness and its size.</summary>
internal static class IconArray
{
    // Nothing is hollow; the others grow darker and larger, so that grey print tells them apart.
    private static readonly double[] Sizes = [0.62, 0.42, 0.56, 0.68, 0.8];

    /// <param name="counts">A thousand in all, by kind.</param>
    public static Markup Draw(Frame frame, IReadOnlyList<int> counts, Bilingual described)
    {
        var (columns, cell) = frame.Narrow ? (25, 13.1) : (50, 19.2);
        var svg = frame.Open(1000 / columns * cell, described);
        var place = 0;
        for (var kind = 0; kind < counts.Count; kind++)
        {
            var path = new StringBuilder();
            for (var one = 0; one < counts[kind] && place < 1000; one++, place++)
            {
                path.Append(CultureInfo.InvariantCulture,
                    $"M{((place % columns) + 0.5) * cell:0.#} {((place / columns) + 0.5) * cell:0.#}h0");
            }

            Dots(svg, kind, cell, path.ToString());
        }

        return svg.Line($"</svg>");
    }

    /// <summary>One dot of a kind, for the key.</summary>
    public static Markup Sample(int kind)
    {
        var svg = new Markup().Line($"""<svg viewBox="0 0 16 16" aria-hidden="true">""");
        Dots(svg, kind, 16, "M8 8h0");
        return svg.Line($"</svg>");
    }

    private static void Dots(Markup svg, int kind, double cell, string path)
    {
        if (path.Length == 0)
        {
            return;
        }

        var size = cell * Sizes[Math.Min(kind, Sizes.Length - 1)];
        svg.Line($"""<path class="ws-dot ws-k{kind}" stroke-width="{size}" d="{path}"/>""");
        if (kind == 0)
        {
            svg.Line($"""<path class="ws-dot ws-hole" stroke-width="{size - 3}" d="{path}"/>""");
        }
    }
}
