using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Wellspring.Core;

namespace Wellspring.Shop.Auditing;

/// <summary>One file of a pack.</summary>
public sealed record PackFile(string Name, long Bytes, long Rows, string Sha256);

/// <summary>One export as the manifest lists it.</summary>
public sealed record PackExport(int Number, Bilingual Title, IReadOnlyList<PackFile> Files, Bilingual? Note);

/// <summary>Who asked for clear names, and on what ground.</summary>
/// <param name="Document">The authority's document number.</param>
/// <param name="Scope">The exports that are unmasked; all where it is empty.</param>
/// <param name="Approver">The staff id of whoever approved it.</param>
public sealed record Unmasking(string Document, IReadOnlyList<int> Scope, string AskedBy, string Approver)
{
    public bool Covers(int export) => Scope.Count == 0 || Scope.Contains(export);
}

/// <summary>What a pack holds and where it comes from: the file that is signed.</summary>
public sealed record PackManifest
{
    public const string FileName = "manifest.json";
    public const string SignatureName = "manifest.sig";
    public const string CurrentFormat = "wellspring-audit-pack/1";

    private static readonly JsonSerializerOptions Written = new()
    {
        WriteIndented = true, NewLine = "\n", PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public string Format { get; init; } = CurrentFormat;

    /// <summary>Of a sandbox: nothing in it is real.</summary>
    public string? Demo { get; init; }

    public required bool Masked { get; init; }

    public Unmasking? Unmasked { get; init; }

    public string? From { get; init; }

    public string? Until { get; init; }

    /// <summary>The journal's clock at its end: the moment that the pack shows.</summary>
    public required string AsOf { get; init; }

    public required long JournalPosition { get; init; }

    public required string JournalHash { get; init; }

    public required string PlanHash { get; init; }

    public required string RulesetVersion { get; init; }

    public required string RulesetHash { get; init; }

    public required string BuildHash { get; init; }

    public required IReadOnlyList<PackExport> Exports { get; init; }

    public required string PublicKey { get; init; }

    public byte[] ToBytes() => Encoding.UTF8.GetBytes(JsonSerializer.Serialize(this, Written) + "\n");

    /// <exception cref="JsonException">It is no manifest.</exception>
    public static PackManifest Read(ReadOnlySpan<byte> bytes) =>
        JsonSerializer.Deserialize<PackManifest>(bytes, Written) ?? throw new JsonException("no manifest");
}
