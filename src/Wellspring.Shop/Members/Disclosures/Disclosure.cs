using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using Wellspring.Core;

namespace Wellspring.Shop.Members.Disclosures;

/// <summary>What people are shown before they decide 披露: fixed words in two languages, named holes.</summary>
/// <remarks>The words are approved by the hash of the template; what fills the holes is typed by its factory.</remarks>
public sealed class Disclosure
{
    internal Disclosure(string code, string zh, string en)
    {
        (Code, Template) = (code, new(zh, en));
        Hash = HashOf($"{zh}\n\n{en}");
    }

    /// <summary>The section of the requirements it comes from, such as <c>7.1</c>.</summary>
    public string Code { get; }

    public Bilingual Template { get; }

    /// <summary>SHA-256 of both languages' words with their holes open.</summary>
    public string Hash { get; }

    internal DisclosureText Fill(params (string Hole, Bilingual Value)[] values)
    {
        var arguments = values.ToFrozenDictionary(pair => pair.Hole, pair => pair.Value, StringComparer.Ordinal);
        return new(this, new(
            Fill(Template.Zh, arguments, value => value.Zh), Fill(Template.En, arguments, value => value.En)));
    }

    internal static string HashOf(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    private static string Fill(
        string template, FrozenDictionary<string, Bilingual> arguments, Func<Bilingual, string> choose)
    {
        var text = new StringBuilder();
        var rest = template.AsSpan();
        while (rest.IndexOf('{') is var open and >= 0)
        {
            var close = rest.IndexOf('}');
            Invariant.Require(close > open, "a hole of a disclosure is closed");
            var hole = rest[(open + 1)..close].ToString();
            Invariant.Require(arguments.ContainsKey(hole), $"the disclosure's hole {hole} is filled");
            text.Append(rest[..open]).Append(choose(arguments[hole]));
            rest = rest[(close + 1)..];
        }

        return text.Append(rest).ToString();
    }
}

/// <summary>A disclosure with its figures, as somebody was shown it.</summary>
public sealed record DisclosureText(Disclosure Disclosure, Bilingual Text)
{
    /// <summary>SHA-256 of the words as shown in one language: what a receipt and a consent carry.</summary>
    public string HashIn(bool english) => Disclosure.HashOf(english ? Text.En : Text.Zh);
}
