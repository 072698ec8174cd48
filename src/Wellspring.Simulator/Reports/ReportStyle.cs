using System.Security.Cryptography;
using System.Text;
using Wellspring.Simulator.Drawing;

namespace Wellspring.Simulator.Reports;

/// <summary>The style of the report: phone and desk, light and dark, and legible when printed in grey.</summary>
internal static class ReportStyle
{
    /// <summary>Shades for the outcomes, from the rebate to the cap; they differ in lightness too.</summary>
    private const string Colours =
        $$"""
        :root{color-scheme:light dark;--paper:{{Palette.Paper}};--ink:{{Palette.Ink}};--quiet:{{Palette.Quiet}};
        --rule:{{Palette.Rule}};--accent:{{Palette.Accent}};--soft:#f4f6f5;--line:#767676;
        --c2:#a3a3a3;--c3:#8fc7be;--c4:#2f9183;--c5:#06423a;
        --band:#bfdcd7;--band2:#7fb9b0;--path:#3a3a3a;--heat:11,100,89}
        @media screen and (prefers-color-scheme:dark){
        :root{--paper:{{Palette.NightPaper}};--ink:{{Palette.NightInk}};--quiet:{{Palette.NightQuiet}};
        --rule:{{Palette.NightRule}};--accent:{{Palette.NightAccent}};--soft:#1f2221;--line:#8a8a8a;
        --c2:#757575;--c3:#2f6b62;--c4:#4fb3a3;--c5:#c3f2ea;
        --band:#1f3f3a;--band2:#2f6b62;--path:#d0d0d0;--heat:92,196,179}
        }

        """;

    private const string Layout =
        $$"""
        *{box-sizing:border-box}
        html{-webkit-text-size-adjust:100%}
        body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 {{Palette.Typefaces}};
        overflow-wrap:anywhere;font-variant-numeric:tabular-nums}
        main{max-width:1008px;margin:0 auto;padding:40px 24px 64px}
        [lang=en]{color:var(--quiet)}
        h1{margin:0;font-size:27.65px;line-height:1.25;font-weight:600}
        h1 [lang=en]{display:block;margin-top:4px;font-size:16px;font-weight:400;line-height:1.5}
        h2{margin:0 0 12px;font-size:23.04px;line-height:1.25;font-weight:600}
        h2 [lang=en]{font-size:16px;font-weight:400;margin-left:8px}
        h3{margin:0;font-size:16px;line-height:1.25;font-weight:600}
        h3 [lang=en]{display:block;font-size:13.33px;font-weight:400;margin-top:2px}
        section{margin-top:56px}
        section>h3{margin:32px 0 12px}
        .mark{display:inline-block;margin:0 0 12px;padding:2px 10px;border:1px solid var(--rule);border-radius:8px;
        font-size:13.33px}
        .first{margin:24px 0 0;padding:24px;border-left:4px solid var(--accent);background:var(--soft);
        border-radius:0 8px 8px 0}
        .first p{margin:0;font-size:19.2px;line-height:1.6}
        .first p[lang=en]{margin-top:16px;font-size:16px;line-height:1.5;color:var(--ink)}
        .two{display:grid;grid-template-columns:1fr 1fr;gap:8px 32px;margin:0 0 16px}
        .two p{margin:0}
        .warn{margin:16px 0 0;padding:16px 24px;border:1px solid var(--rule);border-radius:8px}
        .warn .two{margin:0}
        nav{margin:24px 0 0;font-size:13.33px}
        nav ol{margin:0;padding:0;list-style:none;display:flex;flex-wrap:wrap;gap:4px 20px}
        nav a{display:inline-block;padding:4px 0;color:var(--accent)}
        figure{margin:16px 0}
        figure svg{display:block;width:100%;height:auto}
        .narrow{display:none}
        figcaption{margin-top:12px;font-size:13.33px;color:var(--quiet)}
        figcaption [lang=en],caption [lang=en]{display:block}
        footer{margin-top:56px;padding-top:16px;border-top:1px solid var(--rule);font-size:13.33px}
        code{font:13.33px/1.5 ui-monospace,"Cascadia Mono","Noto Sans Mono CJK SC",Menlo,Consolas,monospace}
        dl.origin{margin:0;display:grid;grid-template-columns:max-content 1fr;gap:8px 24px}
        dl.origin dt{color:var(--quiet)}
        dl.origin dd{margin:0}
        ul.plain{margin:0;padding:0;list-style:none}
        ul.plain li{padding:8px 0;border-top:1px solid var(--rule)}
        ul.plain li:first-child{border-top:0}
        pre{margin:16px 0 0;padding:16px;background:var(--soft);border-radius:8px;white-space:pre-wrap;
        font:13.33px/1.6 {{Palette.Typefaces}}}

        """;

    private const string Worlds =
        """
        .worlds{display:grid;grid-template-columns:repeat(4,1fr);gap:16px;margin:16px 0 24px}
        .world{display:grid;grid-row:span 5;grid-template-rows:subgrid;gap:0;padding:16px;border:1px solid var(--rule);
        border-radius:8px}
        .world .what{margin:8px 0 0;font-size:13.33px}
        .world .what [lang=en]{display:block}
        .world .big{margin:12px 0 0;font-size:27.65px;line-height:1.25;font-weight:600}
        .world .of{margin:0;font-size:13.33px;color:var(--quiet)}
        .world dl{margin:12px 0 0}
        .world dl div{display:flex;justify-content:space-between;align-items:baseline;gap:8px;padding:6px 0;
        border-top:1px solid var(--rule)}
        .world dt{font-size:13.33px;line-height:1.35}
        .world dt [lang=en]{display:block}
        .world dd{margin:0;text-align:right;white-space:nowrap}
        .key{display:flex;flex-wrap:wrap;gap:8px 24px;margin:16px 0 0;padding:0;list-style:none}
        .key li{display:flex;align-items:center;gap:8px}
        .key svg{width:16px;height:16px;flex:none;display:block}
        .key b{font-weight:600}

        """;

    private const string Tables =
        """
        table{width:100%;border-collapse:separate;border-spacing:0}
        caption{padding:0 0 8px;text-align:left;font-size:13.33px;color:var(--quiet)}
        th,td{padding:8px 12px;text-align:right;font-weight:400;border-top:1px solid var(--rule);vertical-align:top}
        th:first-child,td:first-child{text-align:left;padding-left:0}
        th:last-child,td:last-child{padding-right:0}
        thead th{border-top:0;font-weight:600;font-size:13.33px;line-height:1.35;vertical-align:bottom;
        border-bottom:1px solid var(--line)}
        thead th [lang=en]{display:block;font-weight:400}
        tbody tr:first-child>*{border-top:0}
        td.word,th.word{text-align:left}
        tr.all>*{font-weight:600}
        td [lang=en],tbody th [lang=en]{display:block;font-size:13.33px}
        .heat td{text-align:center;padding:8px 4px;border:2px solid var(--paper);border-width:2px 0 0 2px}
        .heat th:first-child{white-space:nowrap;padding-right:12px}
        .heat{table-layout:fixed}
        .heat th:first-child{width:72px}.heat.few th:first-child{width:260px}
        .heat thead th{text-align:center;padding:8px 4px}
        .heat thead th:first-child{text-align:left}
        .heat small{display:block;font-size:11px;line-height:1.3}
        .heat td.h0{color:var(--quiet)}
        .heat td.h1{background:rgba(var(--heat),.08)}.heat td.h2{background:rgba(var(--heat),.16)}
        .heat td.h3{background:rgba(var(--heat),.26)}.heat td.h4{background:rgba(var(--heat),.38)}
        .heat td.h5{background:rgba(var(--heat),.52)}
        .heat td.h6{background:rgba(var(--heat),.86);color:var(--paper)}
        .heat td.h7{background:rgb(var(--heat));color:var(--paper)}
        details{margin-top:16px;border:1px solid var(--rule);border-radius:8px}
        summary{padding:10px 16px;cursor:pointer;border-radius:8px;line-height:24px}
        summary:focus-visible,a:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
        details>div{padding:0 16px 12px}

        """;

    private const string Drawings =
        $$"""
        .ws-chart{font-family:{{Palette.Typefaces}};font-variant-numeric:tabular-nums}
        .ws-ink{fill:var(--ink)}.ws-quiet{fill:var(--quiet)}.ws-accent{fill:var(--accent)}
        .ws-strong{font-weight:600}
        .ws-halo{stroke:var(--paper);stroke-width:4;stroke-linejoin:round;paint-order:stroke}
        .ws-line{fill:none;stroke:var(--accent);stroke-linejoin:round}
        .ws-grid{fill:none;stroke:var(--rule)}.ws-zero{fill:none;stroke:var(--line)}
        .ws-mark{fill:none;stroke:var(--ink);stroke-dasharray:5 4}
        .ws-band{fill:var(--band)}.ws-band2{fill:var(--band2)}
        .ws-path{fill:none;stroke:var(--path);stroke-opacity:.55;stroke-linejoin:round}
        .ws-tick{fill:none;stroke:var(--ink);stroke-width:3}
        .ws-own{fill:var(--c2)}.ws-other{fill:var(--c4)}
        .ws-dot{fill:none;stroke-linecap:round}
        .ws-k0{stroke:var(--line)}.ws-hole{stroke:var(--paper)}
        .ws-k1{stroke:var(--c2)}.ws-k2{stroke:var(--c3)}.ws-k3{stroke:var(--c4)}.ws-k4{stroke:var(--c5)}

        """;

    private const string Narrow =
        """
        @media screen and (max-width:920px){
        .worlds{grid-template-columns:1fr 1fr}
        }
        @media screen and (max-width:680px){
        main{padding:24px 16px 40px}
        section{margin-top:40px}
        h1{font-size:23.04px}h2{font-size:19.2px}
        h2 [lang=en]{display:block;margin:2px 0 0}
        .two{grid-template-columns:1fr}
        .two [lang=en]{font-size:13.33px}
        .first{margin:20px -16px 0;padding:20px 16px 20px 12px;border-radius:0}
        .first p{font-size:17px}.first p[lang=en]{font-size:14px}
        .warn{padding:12px 16px}
        .worlds{grid-template-columns:1fr}
        .wide{display:none}.narrow{display:block}
        nav a{padding:12px 0}
        dl.origin{grid-template-columns:1fr;gap:0}
        dl.origin dd{margin-bottom:12px}
        summary{padding:10px 12px}
        .heat,.heat thead th{font-size:13.33px}
        .heat td,.heat thead th{padding:6px 0;overflow-wrap:normal}
        .heat td{font-size:12px}
        .heat th:first-child{padding-right:6px}
        .heat thead th{font-size:11px}
        .rows thead{display:none}
        .rows,.rows caption,.rows tbody,.rows tr{display:block}
        .rows tr{padding:10px 0;border-top:1px solid var(--rule)}
        .rows tbody th,.rows tbody td{display:flex;justify-content:space-between;gap:16px;padding:3px 0;border:0;
        text-align:right}
        .rows tbody th{font-weight:600}
        .rows tbody th::before,.rows tbody td::before{content:attr(data-label);color:var(--quiet);font-weight:400;
        text-align:left;overflow-wrap:anywhere}
        .rows tbody th,.rows tbody td{overflow-wrap:normal}
        .fit th,.fit td{padding:6px 3px;font-size:13.33px;overflow-wrap:normal}
        .fit thead th{font-size:12px}
        .fit thead [lang=en]{font-size:11px}
        .heat th:first-child{width:34px}.heat.few th:first-child{width:76px;white-space:normal}
        .heat.few th [lang=en]{font-size:11px}.heat.few thead th{font-size:12px}
        td.word,td.word::before{text-align:right}
        }

        """;

    private const string Print =
        """
        @page{margin:16mm}
        @media print{
        :root{--paper:#fff;--ink:#000;--quiet:#444;--accent:#222;--soft:#f4f4f4;--c3:#777;--c4:#444;--c5:#000;
        --band:#ddd;--band2:#aaa;--heat:60,60,60}
        *{print-color-adjust:exact;-webkit-print-color-adjust:exact}
        main{max-width:none;padding:0}
        nav,details:not([open]){display:none}
        section{margin-top:32px}
        figure,.world,.first,.warn,tr{break-inside:avoid}
        h2{break-after:avoid}
        .worlds{grid-template-columns:1fr 1fr}
        }
        """;

    public const string Text = Colours + Layout + Worlds + Tables + Drawings + Narrow + Print;

    /// <summary>Nothing may be loaded, sent or run; the one style is known by its hash.</summary>
    public static string Policy { get; } =
        "default-src 'none'; img-src data:; style-src 'sha256-"
        + $"{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Text)))}'; base-uri 'none'; "
        + $"form-action 'none'";
}
