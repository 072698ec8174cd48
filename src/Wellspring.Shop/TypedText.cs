namespace Wellspring.Shop;

/// <summary>What people type on a Chinese keyboard: full-width letters and digits mean the plain ones.</summary>
/// <remarks>Our own: with invariant globalization the runtime's normalisation leaves every letter as it is.</remarks>
internal static class TypedText
{
    private const char FirstWide = '\uff01';
    private const char LastWide = '\uff5e';
    private const char WideSpace = '\u3000';

<<<<<<< HEAD
    /// <summary>
    /// The text with full-width letters, digits, signs and spaces made plain, without space around it.
    /// </summary>
=======
    /// <summary>The text with full-width letters, digits, signs and spaces plain, none of them around it.</summary>
>>>>>>> 7b7e4d8 (One rule for what a value mints; lines within the house's width)
    public static string Plain(string typed) => string.Create(typed.Length, typed, static (plain, wide) =>
    {
        for (var place = 0; place < wide.Length; place++)
        {
            plain[place] = wide[place] switch
            {
                >= FirstWide and <= LastWide => (char)(wide[place] - FirstWide + '!'),
                WideSpace => ' ',
                var letter => letter,
            };
        }
    }).Trim();
}
