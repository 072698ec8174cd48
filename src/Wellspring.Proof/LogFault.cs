namespace Wellspring.Proof;

/// <summary>What is wrong with a log: a short code, the entry where it shows, a sentence in both languages.</summary>
/// <param name="Index">The entry, or the size of the log, where it was seen.</param>
public sealed record LogFault(string Code, long Index, string Zh, string En)
{
    public override string ToString() => $"{Code} @ {Index}: {Zh} {En}";
}

/// <summary>A log does not keep what it promised. Whoever sees it cosigns nothing and says so.</summary>
public sealed class LogFaultException(LogFault fault) : Exception(fault.ToString())
{
    public LogFaultException(string code, long index, string zh, string en)
        : this(new LogFault(code, index, zh, en))
    {
    }

    public LogFault Fault { get; } = fault;
}
