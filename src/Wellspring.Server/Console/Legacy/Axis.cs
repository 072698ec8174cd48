using System.Globalization;
using Wellspring.Core;

namespace Wellspring.Server.Console.Legacy;

/// <summary>
/// The value axis of a drawing: from zero to a round number of yuan. Places are tenths of a pixel, counted in integers.
/// </summary>
internal sealed class Axis
{
    private const int Steps = 4;
    private readonly int _bottom;
    private readonly int _height;

    private Axis(Money top, int bottom, int height) => (Top, _bottom, _height) = (top, bottom, height);

    public Money Top { get; }

    /// <summary>An axis that holds the largest of what is drawn.</summary>
    /// <param name="bottom">Where zero lies, in pixels from above.</param>
    public static Axis For(Money most, int bottom, int height)
    {
        var yuan = Math.Max(Steps, (most.Units + Money.UnitsPerYuan - 1) / Money.UnitsPerYuan);
        var unit = 1L;
        while (unit * Steps * 10 <= yuan)
        {
            unit *= 10;
        }

        var step = new[] { 1L, 2, 3, 5, 10, 20, 50 }.Select(one => one * unit).First(one => one * Steps >= yuan);
        return new(Money.FromYuan(step * Steps), bottom, height);
    }

    /// <summary>Zero and four steps up.</summary>
    public IEnumerable<Money> Marks => Enumerable.Range(0, Steps + 1)
        .Select(step => Money.FromUnits(Top.Units / Steps * step));

    /// <summary>Where an amount lies, in pixels from above, for an attribute of a drawing.</summary>
    public string At(Money amount) => Text((_bottom * 10L) - Tenths(amount));

    /// <summary>How high an amount is.</summary>
    public string HeightOf(Money amount) => Text(Tenths(amount));

    public static string Text(long tenths) =>
        $"{tenths / 10}.{(tenths % 10).ToString(CultureInfo.InvariantCulture)}";

    private long Tenths(Money amount) => (long)((Int128)amount.Units * _height * 10 / Top.Units);
}
