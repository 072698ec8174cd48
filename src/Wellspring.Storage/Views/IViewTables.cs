using System.Data.Common;
using Wellspring.Engine.Journals;

namespace Wellspring.Storage.Views;

/// <summary>Where the view rows of one pool are kept.</summary>
internal interface IViewTables : IDisposable
{
    /// <summary>Asks on the connection that writes, where there is one.</summary>
    IViewQueries Own { get; }

    /// <summary>Asks beside whoever writes.</summary>
    IViewQueries Readers { get; }

    /// <summary>How far the rows have followed the journal.</summary>
    JournalEnd End();

    /// <summary>Held by whoever follows, where two that do the same work would wait for each other anyway.</summary>
    IDisposable? Alone();

    /// <summary>Writes rows and how far they reach, all of it or nothing.</summary>
    /// <exception cref="ViewsOvertakenException">The rows do not end there: somebody else followed.</exception>
    void Write(ViewBatch rows, JournalEnd expected, JournalEnd end);

    void Clear();

    /// <summary>All rows of a table as texts, ordered by its key.</summary>
    IEnumerable<string> Rows(ViewTable table);
}

/// <summary>Asks view tables, whatever database keeps them: parameters are written <c>$name</c>.</summary>
internal interface IViewQueries : IDisposable
{
    List<T> All<T>(string sql, Func<DbDataReader, T> read, params ReadOnlySpan<Given> parameters);
}

/// <summary>A parameter of a query; a null has its type too.</summary>
internal readonly record struct Given(string Name, object? Value, bool IsText)
{
    public static implicit operator Given((string Name, long? Value) given) => new(given.Name, given.Value, false);

    public static implicit operator Given((string Name, string? Value) given) => new(given.Name, given.Value, true);
}

/// <summary>Another process has followed the journal meanwhile.</summary>
internal sealed class ViewsOvertakenException() : Exception("another process has followed the journal meanwhile");
