using System.Buffers;
using System.Buffers.Text;
using System.Text;
using Wellspring.Core;

namespace Wellspring.Engine.PublicLog;

/// <summary>Writes the bytes of public records: JSON without white space, amounts as decimal strings.</summary>
internal sealed class PublicText(IBufferWriter<byte> output)
{
    private const int LongestNumber = 24;

    public PublicText Open(string name, long number) => Ascii($"{{\"{name}\":{number}");

    public PublicText Raw(ReadOnlySpan<byte> bytes)
    {
        output.Write(bytes);
        return this;
    }

    public PublicText Ascii(string text)
    {
        Encoding.ASCII.GetBytes(text, output);
        return this;
    }

    public PublicText Utf8(string text)
    {
        Encoding.UTF8.GetBytes(text, output);
        return this;
    }

    public PublicText Amount(ReadOnlySpan<byte> name, Money money) => Raw(",\""u8).Named(name, money);

    public PublicText Amount(ReadOnlySpan<byte> name, Points points) => Raw(",\""u8).Named(name, points);

    /// <summary>A name whose opening quote stands already, and its amount.</summary>
    public PublicText Named(ReadOnlySpan<byte> name, Money money) => Decimal(name, money.Units, Money.Decimals);

    public PublicText Named(ReadOnlySpan<byte> name, Points points) => Decimal(name, points.Units, Points.Decimals);

    public PublicText Number(ReadOnlySpan<byte> name, long number)
    {
        Raw(",\""u8).Raw(name).Raw("\":"u8);
        return Digits(number, 1);
    }

    public PublicText Digits(long number, byte atLeast)
    {
        Utf8Formatter.TryFormat(number, output.GetSpan(LongestNumber), out var written, new('D', atLeast));
        output.Advance(written);
        return this;
    }

    private PublicText Decimal(ReadOnlySpan<byte> name, long units, int decimals)
    {
        var (whole, fraction) = Math.DivRem(units, Decimals.PowerOfTen(decimals));
        return Raw(name).Raw("\":\""u8).Digits(whole, 1).Raw("."u8).Digits(fraction, (byte)decimals).Raw("\""u8);
    }
}
