using System.Collections.Immutable;
using Wellspring.Core.Plans;

namespace Wellspring.Core.Compliance;

/// <summary>What an argument of a template may look like; only free text is written by people.</summary>
public enum TextArgumentType
{
    /// <summary>Digits, a point, perhaps a minus or commas.</summary>
    Number = 1,

    /// <summary>A day or a time: digits, <c>- : + .</c>, <c>T</c>, <c>Z</c> and a space.</summary>
    Time = 2,

    /// <summary>An id: letters, digits and <c>-</c>, no words with spaces, at most 64.</summary>
    Id = 3,

    /// <summary>Anything; it is scanned by itself.</summary>
    Free = 4,
}

/// <summary>A value for one place of a template.</summary>
public readonly record struct TextArgument(string Name, TextArgumentType Type, string Value)
{
    internal bool Fits => Type switch
    {
        TextArgumentType.Number => Value.Length <= 40 && Value.All(c => char.IsAsciiDigit(c) || c is '.' or ',' or '-'),
        TextArgumentType.Time => Value.Length <= 40
            && Value.All(c => char.IsAsciiDigit(c) || c is '-' or ':' or 'T' or 'Z' or '+' or '.' or ' '),
        TextArgumentType.Id => Value.Length <= 64 && Value.All(c => char.IsAsciiLetterOrDigit(c) || c is '-'),
        _ => true,
    };
}

/// <summary>A text with <c>{places}</c> that was approved as a whole; its hash is what was approved.</summary>
public sealed record TextTemplate(string Text)
{
    public string Hash { get; } = ContentGuard.Hash(Text);

    public string Fill(ImmutableArray<TextArgument> arguments) => Templates.Fill(
        Text, arguments.Select(one => new FindingArgument(one.Name, one.Value)));

    /// <summary>Whether the text is exactly this template with these arguments, each of its type.</summary>
    internal bool Renders(string text, ImmutableArray<TextArgument> arguments) =>
        arguments.All(argument => argument.Fits)
        && Templates.Names(Text).All(name => arguments.Any(argument => argument.Name == name))
        && Fill(arguments) == text;
}
