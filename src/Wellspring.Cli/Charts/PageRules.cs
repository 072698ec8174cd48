using Wellspring.Simulator.Drawing;

namespace Wellspring.Cli.Charts;

/// <summary>The style of the page: sizes in steps of 1.2, room in steps of 4 px; light, dark and print.</summary>
internal static class PageRules
{
    public const string Text = Colours + Layout + Tables + Narrow + Print;

    private const string Colours =
        $$"""
        :root{color-scheme:light dark;--paper:{{Palette.Paper}};--ink:{{Palette.Ink}};--quiet:{{Palette.Quiet}};
        --rule:{{Palette.Rule}};--accent:{{Palette.Accent}}}
        @media screen and (prefers-color-scheme:dark){
        :root{--paper:{{Palette.NightPaper}};--ink:{{Palette.NightInk}};--quiet:{{Palette.NightQuiet}};
        --rule:{{Palette.NightRule}};--accent:{{Palette.NightAccent}}}
        }

        """;

    private const string Layout =
        $$"""
        *{box-sizing:border-box}
        body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 {{Palette.Typefaces}};
        overflow-wrap:anywhere;-webkit-text-size-adjust:100%}
        main{max-width:1008px;margin:0 auto;padding:40px 24px 48px}
        span[lang=en]{display:block;color:var(--quiet);font-size:13.33px;font-weight:400}
        h1{margin:0;font-size:27.65px;line-height:1.25;font-weight:600}
        h1 [lang=en]{margin-top:4px;font-size:16px;line-height:1.5}
        .as-of{margin:16px 0 0}
        .facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(208px,1fr));gap:16px;margin:24px 0 0}
        .facts div{display:flex;flex-direction:column-reverse;justify-content:flex-end;
        padding:12px 16px;border:1px solid var(--rule);border-radius:8px}
        .facts dt{line-height:1.25;margin-top:4px}
        .facts dd{margin:0;font-size:23.04px;line-height:1.25;font-weight:600;font-variant-numeric:tabular-nums}
        figure{margin:32px 0 0}
        figure svg{display:block;width:100%}
        .empty svg{border:1px solid var(--rule);border-radius:8px}
        .narrow{display:none;max-width:480px;margin:0 auto}
        figcaption{margin-top:16px;font-size:13.33px;color:var(--quiet)}
        footer{margin-top:32px;padding-top:16px;border-top:1px solid var(--rule)}

        """;

    private const string Tables =
        """
        details{margin-top:24px;border:1px solid var(--rule);border-radius:8px}
        summary{padding:12px 16px;cursor:pointer;border-radius:8px}
        summary [lang=en]{padding-left:20px}
        summary:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
        table{width:100%;border-collapse:separate;border-spacing:0;font-variant-numeric:tabular-nums}
        th,td{padding:8px 16px;text-align:right;font-weight:400;border-top:1px solid var(--rule)}
        th:first-child{text-align:left}
        thead th{position:sticky;top:0;background:var(--paper);font-weight:600;border-bottom:1px solid var(--rule)}
        tbody tr:first-child>*{border-top:0}

        """;

    private const string Narrow =
        """
        @media screen and (max-width:680px){
        main{padding:24px 16px 32px}
        h1{font-size:23.04px}
        .facts{grid-template-columns:1fr;gap:0;border-top:1px solid var(--rule)}
        .facts div{padding:12px 0;border:0;border-bottom:1px solid var(--rule);border-radius:0}
        .wide{display:none}.narrow{display:block}
        thead{display:none}
        tbody tr{display:block;padding:8px 16px;border-top:1px solid var(--rule)}
        tbody th,tbody td{display:flex;justify-content:space-between;gap:16px;padding:4px 0;border:0;text-align:right}
        tbody th{font-weight:600}
        tbody th::before,tbody td::before{content:attr(data-label);color:var(--quiet);font-weight:400;flex:none}}

        """;

    private const string Print =
        """
        @page{margin:16mm}
        @media print{
        main{max-width:none;padding:0}
        figure,.facts div{break-inside:avoid}
        thead th{position:static}
        tr{break-inside:avoid}}
        """;
}
