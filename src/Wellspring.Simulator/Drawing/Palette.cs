namespace Wellspring.Simulator.Drawing;

/// <summary>The typefaces and colours: one deep water green, greys without a tint, and the same for the dark.</summary>
public static class Palette
{
    public const string Paper = "#fff";
    public const string Ink = "#1f1f1f";
    public const string Quiet = "#5c5c5c";
    public const string Rule = "#dcdcdc";
    public const string Accent = "#0b6459";

    public const string NightPaper = "#161616";
    public const string NightInk = "#ededed";
    public const string NightQuiet = "#a6a6a6";
    public const string NightRule = "#3a3a3a";
    public const string NightAccent = "#5cc4b3";

    public const string Typefaces =
        """system-ui,-apple-system,"Segoe UI",Roboto,"PingFang SC","Noto Sans CJK SC","Microsoft YaHei",sans-serif""";

    /// <summary>The rules of the drawing, with colours by value, as picture viewers know no variables.</summary>
    public const string ChartRules =
        $$"""
        .ws-chart{font-family:{{Typefaces}};font-variant-numeric:tabular-nums;max-width:100%;height:auto}
        .ws-paper{fill:{{Paper}}}
        .ws-ink{fill:{{Ink}}}
        .ws-quiet{fill:{{Quiet}}}
        .ws-accent{fill:{{Accent}}}
        .ws-strong{font-weight:600}
        .ws-halo{stroke:{{Paper}};stroke-width:4;stroke-linejoin:round;paint-order:stroke}
        .ws-area{fill:{{Accent}};fill-opacity:.14}
        .ws-line{fill:none;stroke:{{Accent}};stroke-linejoin:round}
        .ws-grid{fill:none;stroke:{{Rule}}}
        .ws-zero{fill:none;stroke:#767676}
        @media screen and (prefers-color-scheme:dark){
        .ws-paper{fill:{{NightPaper}}}
        .ws-ink{fill:{{NightInk}}}
        .ws-quiet{fill:{{NightQuiet}}}
        .ws-accent{fill:{{NightAccent}}}
        .ws-halo{stroke:{{NightPaper}}}
        .ws-area{fill:{{NightAccent}};fill-opacity:.18}
        .ws-line{stroke:{{NightAccent}}}
        .ws-grid{stroke:{{NightRule}}}
        .ws-zero{stroke:#8a8a8a}
        }
        """;
}
