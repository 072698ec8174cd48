using MudBlazor;

namespace Wellspring.Server.Console;

/// <summary>The console's look: fonts of the system, the house's one accent. Nothing comes from another host.</summary>
internal static class ConsoleLook
{
    private static readonly string[] Fonts =
    [
        "system-ui", "-apple-system", "Segoe UI", "PingFang SC", "Noto Sans CJK SC", "Noto Sans SC", "sans-serif",
    ];

    public static MudTheme Theme { get; } = new()
    {
        PaletteLight = new PaletteLight
        {
            Primary = "#0b5d5b", Secondary = "#55646a", Background = "#f4f6f6", Surface = "#ffffff",
            TextPrimary = "#1b2426", TextSecondary = "#55646a", Error = "#a3161f", Warning = "#8a5300",
            Success = "#0b5d5b", Info = "#0b5d5b", AppbarBackground = "#ffffff", AppbarText = "#1b2426",
        },
        Typography = new()
        {
            Default = new DefaultTypography { FontFamily = Fonts, FontSize = "1rem", LineHeight = "1.5" },
            Button = new ButtonTypography { FontFamily = Fonts, TextTransform = "none", FontSize = "1rem" },
        },
        LayoutProperties = new() { DefaultBorderRadius = "8px" },
    };
}
