using System.IO.Compression;
using System.Text.Json;

namespace Wellspring.Proof.Tests.Vectors;

/// <summary>What others' logs prove, and what must never pass for a proof.</summary>
public class VectorTests
{
    private static readonly JsonElement All = Read();

    [Theory]
    [InlineData("inclusion", 98)]
    [InlineData("consistency", 98)]
    [InlineData("subtreeinclusion", 204)]
    [InlineData("subtreeconsistency", 118)]
    public void Every_vector_is_judged_as_its_authors_say(string kind, int count)
    {
        var vectors = All.GetProperty(kind).EnumerateArray().ToList();

        var wrong = vectors
            .Where(vector => Holds(kind, vector) == vector.GetProperty("wantErr").GetBoolean())
            .Select(vector => vector.GetProperty("file").GetString());

        Assert.Equal(count, vectors.Count);
        Assert.Empty(wrong);
    }

    private static bool Holds(string kind, JsonElement vector)
    {
        var proof = vector.GetProperty("proof") is { ValueKind: JsonValueKind.Array } list
            ? list.EnumerateArray().Select(one => Digest.FromBase64(one.GetString()!)).ToList()
            : [];
        if (proof.Contains(null))
        {
            return false;
        }

        var known = proof.Select(one => one!.Value).ToList();
        return kind switch
        {
            "inclusion" => Read(vector, "leafHash") is { } leaf && Read(vector, "root") is { } root
                && LogProof.Includes(Number(vector, "leafIdx"), Number(vector, "treeSize"), leaf, known, root),
            "consistency" => Read(vector, "root1") is { } earlier && Read(vector, "root2") is { } later
                && LogProof.Continues(Number(vector, "size1"), Number(vector, "size2"), earlier, later, known),
            "subtreeinclusion" => Read(vector, "leafHash") is { } leaf && Read(vector, "root") is { } root
                && LogProof.IncludesInSubtree(
                    Number(vector, "leafIdx"), Number(vector, "start"), Number(vector, "end"), leaf, known, root),
            _ => Read(vector, "root1") is { } part && Read(vector, "root2") is { } root
                && LogProof.HoldsSubtree(
                    Number(vector, "start"), Number(vector, "end"), Number(vector, "size"), part, root, known),
        };
    }

    private static long Number(JsonElement vector, string name) =>
        unchecked((long)vector.GetProperty(name).GetUInt64());

    // A few vectors compare words that are no digests; their digests are equal where they are.
    private static Digest? Read(JsonElement vector, string name) => vector.GetProperty(name).GetString() switch
    {
        "" => null,
        var text => Digest.FromBase64(text!) ?? Digest.Of(Convert.FromBase64String(text!)),
    };

    private static JsonElement Read()
    {
        using var file = typeof(VectorTests).Assembly.GetManifestResourceStream("merkle.json.gz")!;
        using var unpacked = new GZipStream(file, CompressionMode.Decompress);
        return JsonDocument.Parse(unpacked).RootElement;
    }
}
