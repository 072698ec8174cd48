using System.Buffers;
using System.IO.Hashing;
using System.Text;
using Wellspring.Core;

namespace Wellspring.Engine.Keys;

/// <summary>Turns an id into the 128 bits by which the index knows it.</summary>
public static class KeyHash
{
    public const int IdLimit = 64;

    /// <param name="space">Keeps kinds of ids apart: command "7" and order "7" are different keys.</param>
    /// <param name="seed">
    /// The seed of the index that is asked. It is secret and differs per folder: nobody can prepare ids that collide.
    /// </param>
    public static UInt128 Of(byte space, ReadOnlySpan<char> id, ulong seed)
    {
        Invariant.Require(id.Length is > 0 and <= IdLimit, "an id has 1 to 64 characters");

        // Changing what is hashed, or how, makes every stored key unknown: raise KeyManifest.Version with it.
        Span<byte> bytes = stackalloc byte[IdLimit + 1];
        bytes[0] = space;
        var status = Ascii.FromUtf16(id, bytes[1..], out var written);
        Invariant.Require(status is OperationStatus.Done, "an id is plain ASCII");
        return XxHash128.HashToUInt128(bytes[..(written + 1)], unchecked((long)seed));
    }
}
