using System.Collections.Immutable;
using Wellspring.Core.Compliance;
using Wellspring.Core.Plans;

namespace Wellspring.Core.Pools;

/// <summary>The bytes of acknowledgements and of a sale's parts; fields are appended, never moved.</summary>
public static class VersionParts
{
    private const int HashBytes = 32;

    public static void Write(WireWriter writer, Acknowledgement given)
    {
        var group = writer.OpenGroup();
        writer.Text(given.Code);
        writer.Text(given.RulesetVersion);
        writer.Text(given.Profile is PlanProfile.Cn ? "CN" : "sandbox");
        writer.Unsigned((ulong)given.PlanVersion);
        Hash(writer, given.SubjectHash);
        writer.Text(given.ActorId);
        Hash(writer, given.ActorNameHash);
        writer.Text(given.Role);
        writer.Signed(given.At.Milliseconds);
        writer.Text(given.Reason);
        writer.Unsigned((ulong)given.Documents.Length);
        foreach (var document in given.Documents)
        {
            writer.Text(document.Name);
            Hash(writer, document.Sha256);
        }

        Hash(writer, given.TextShownHash);
        writer.Text(given.SecondApproverId);
        writer.Signed(given.ExpiresAt.Milliseconds);
        writer.CloseGroup(group);
    }

    public static Acknowledgement ReadAcknowledgement(ref WireReader reader)
    {
        var group = reader.OpenGroup();
        var (code, ruleset) = (reader.Required(), reader.Required());
        var profile = reader.Required() == "CN" ? PlanProfile.Cn : PlanProfile.Sandbox;
        var (version, subject, actor) = (reader.Int(), Hash(ref reader), reader.Required());
        var (name, role, at, reason) = (Hash(ref reader), reader.Required(), reader.Signed(), reader.Required());
        var documents = ImmutableArray.CreateBuilder<AcknowledgedDocument>();
        for (var left = reader.Int(); left > 0; left--)
        {
            documents.Add(new(reader.Required(), Hash(ref reader)));
        }

        var (shown, second, expires) = (Hash(ref reader), reader.Required(), reader.Signed());
        reader.CloseGroup(group);
        return new(code, ruleset, profile, version, subject, actor, name, role, new(at), reason,
            documents.DrainToImmutable(), shown, second, new(expires));
    }

    public static void Write(WireWriter writer, ImmutableArray<Acknowledgement> all)
    {
        writer.Unsigned((ulong)all.Length);
        foreach (var given in all)
        {
            Write(writer, given);
        }
    }

    /// <summary>Writes nothing at all where there are none, so that such records keep their older bytes.</summary>
    public static void WriteSome(WireWriter writer, ImmutableArray<Acknowledgement> all)
    {
        if (!all.IsEmpty)
        {
            Write(writer, all);
        }
    }

    public static ImmutableArray<Acknowledgement> ReadAcknowledgements(ref WireReader reader)
    {
        var all = ImmutableArray.CreateBuilder<Acknowledgement>();
        for (var left = reader.Int(); left > 0; left--)
        {
            all.Add(ReadAcknowledgement(ref reader));
        }

        return all.DrainToImmutable();
    }

    public static void Write(WireWriter writer, ImmutableArray<VintagePart> parts)
    {
        writer.Unsigned((ulong)parts.Length);
        foreach (var part in parts)
        {
            writer.Unsigned((ulong)part.Version);
            writer.Points(part.Points);
            writer.Money(part.Value);
            writer.Money(part.Paid);
        }
    }

    /// <summary>Writes nothing at all where there are none, so that such records keep their older bytes.</summary>
    public static void WriteSome(WireWriter writer, ImmutableArray<VintagePart> parts)
    {
        if (!parts.IsEmpty)
        {
            Write(writer, parts);
        }
    }

    public static ImmutableArray<VintagePart> ReadVintageParts(ref WireReader reader)
    {
        var parts = ImmutableArray.CreateBuilder<VintagePart>();
        for (var left = reader.Int(); left > 0; left--)
        {
            parts.Add(new(reader.Int(), reader.Points(), reader.Money(), reader.Money()));
        }

        return parts.DrainToImmutable();
    }

    // A hash is 32 bytes; the writer has checked that the text is one.
    private static void Hash(WireWriter writer, string hex) => writer.Raw(Convert.FromHexString(hex));

    private static string Hash(ref WireReader reader) => Convert.ToHexStringLower(reader.Raw(HashBytes));
}
