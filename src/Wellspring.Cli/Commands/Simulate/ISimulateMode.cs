using System.CommandLine;
using System.Text.Json;

namespace Wellspring.Cli.Commands.Simulate;

/// <summary>One thing that can be asked of a scenario: one run, a sweep, a comparison …</summary>
internal interface ISimulateMode
{
    /// <summary>What the mode adds to the command line; the first asks for it.</summary>
    IReadOnlyList<Option> Options { get; }

    bool IsAsked(ParseResult parsed);

    Task<Found> RunAsync(ParseResult parsed, AskedScenario asked);
}

/// <summary>What a mode found: for machines, and for people.</summary>
internal sealed record Found(Action<Utf8JsonWriter> Write, Action Show);
