namespace Wellspring.Storage;

/// <summary>Records were written by a later release; this one would not understand them.</summary>
public sealed class NewerSchemaException(long found, int known)
    : Exception($"The records have version {found}; this release knows {known}. Install the later release.");
