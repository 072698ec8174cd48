namespace Wellspring.Simulator.Drawing;

/// <summary>How wide text will be, guessed on the wide side, because the reader's typeface is not known here.</summary>
public static class Lettering
{
    // Sizes are steps of 1.2 around the text of the page.
    public const decimal Small = 1 / 1.2m;
    public const decimal Large = 1.2m;
    public const decimal Heading = 1.2m * 1.2m;

    public static decimal Width(string text, decimal size) => size * text.Sum(Share);

    public static decimal BoldWidth(string text, decimal size) => Width(text, size) * 1.12m;

    /// <summary>The size at which the text, bold or not, fits the room, at most the size wished for.</summary>
    public static decimal Fit(string text, decimal size, decimal room)
    {
        var width = BoldWidth(text, size);
        return width <= room ? size : size * room / width;
    }

    private static decimal Share(char letter) => letter switch
    {
        ',' or '.' or ' ' or ':' => 0.38m,
        // From the CJK radicals on, characters stand on a full square.
        >= '\u2E80' => 1m,
        _ => 0.64m,
    };
}
