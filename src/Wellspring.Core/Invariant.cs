using System.Diagnostics.CodeAnalysis;

namespace Wellspring.Core;

/// <summary>Checks what can only be false if our own code is wrong.</summary>
public static class Invariant
{
    public static void Require([DoesNotReturnIf(false)] bool holds, string reason)
    {
        if (!holds)
        {
            throw new BrokenInvariantException(reason);
        }
    }
}

/// <summary>Our code is wrong. Nobody handles this: the pool that raised it stops and keeps its journal.</summary>
public sealed class BrokenInvariantException(string message) : Exception(message);
