using System.Security.Cryptography;
using System.Text;

namespace Wellspring.Server.Platforms;

/// <summary>
/// What all nodes of a cluster know and nobody else 集群密钥: it seals platforms' files and tells a node's requests.
/// </summary>
/// <remarks>It is no part of the database: who takes a copy of the database reads no key of any platform.</remarks>
public sealed class ClusterSecret
{
    /// <summary>Where it stands when no file is named.</summary>
    public const string Variable = "WELLSPRING_CLUSTER_SECRET";

    private const int LeastLength = 32;
    private readonly byte[] _secret;

    public ClusterSecret(string text)
    {
        var trimmed = text.Trim();
        if (trimmed.Length < LeastLength)
        {
            throw new FormatException($"a cluster secret has at least {LeastLength} characters");
        }

        _secret = Encoding.UTF8.GetBytes(trimmed);
    }

    /// <summary>Out of the file, or else out of the environment; null where neither has one.</summary>
    /// <exception cref="FormatException">It is too short.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static ClusterSecret? Find(string? file) =>
        (file is null ? Environment.GetEnvironmentVariable(Variable) : File.ReadAllText(file)) is { Length: > 0 } text
            ? new(text)
            : null;

    /// <summary>A key for one purpose and one platform; none tells anything about another.</summary>
    public byte[] KeyFor(string purpose) => HKDF.DeriveKey(
        HashAlgorithmName.SHA256, _secret, 32, info: Encoding.UTF8.GetBytes("wellspring " + purpose));
}
