namespace Wellspring.Cluster;

/// <summary>What Orleans keeps about the nodes: the names that it looks for, the statements are our own.</summary>
/// <remarks>
/// Each statement moves the version by one, and only from the one that was read, in the same statement as the row that
/// it changes: of two nodes that judge at once, one reads again.
/// </remarks>
internal static class ClusterMembership
{
    public const string Tables = """
        CREATE TABLE OrleansQuery (QueryKey text PRIMARY KEY, QueryText text NOT NULL);
        CREATE TABLE silo_version (cluster text PRIMARY KEY, version integer NOT NULL);
        CREATE TABLE silos (cluster text NOT NULL REFERENCES silo_version, address text NOT NULL, port integer NOT NULL,
            generation integer NOT NULL, name text NOT NULL, host text NOT NULL, status integer NOT NULL,
            proxy integer, suspects text, started timestamptz NOT NULL, alive timestamptz NOT NULL,
            PRIMARY KEY (cluster, address, port, generation));
        INSERT INTO OrleansQuery VALUES
        ('InsertMembershipVersionKey', $$
            WITH added AS (INSERT INTO silo_version VALUES (@DeploymentId, 0) ON CONFLICT DO NOTHING RETURNING 1)
            SELECT count(*)::integer FROM added
            $$),
        ('InsertMembershipKey', $$
            WITH moved AS (
                UPDATE silo_version SET version = version + 1 WHERE cluster = @DeploymentId AND version = @Version
                RETURNING cluster),
            added AS (
                INSERT INTO silos
                SELECT cluster, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, NULL,
                    @StartTime, @IAmAliveTime FROM moved RETURNING 1)
            SELECT count(*)::integer FROM added
            $$),
        ('UpdateMembershipKey', $$
            WITH moved AS (
                UPDATE silo_version SET version = version + 1 WHERE cluster = @DeploymentId AND version = @Version
                    AND EXISTS (SELECT 1 FROM silos WHERE cluster = @DeploymentId AND address = @Address
                        AND port = @Port AND generation = @Generation)
                RETURNING cluster),
            changed AS (
                UPDATE silos SET status = @Status, suspects = @SuspectTimes, alive = greatest(alive, @IAmAliveTime)
                FROM moved WHERE silos.cluster = moved.cluster AND address = @Address AND port = @Port
                    AND generation = @Generation RETURNING 1)
            SELECT count(*)::integer FROM changed
            $$),
        ('UpdateIAmAlivetimeKey', $$
            UPDATE silos SET alive = greatest(alive, @IAmAliveTime)
            WHERE cluster = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation
            $$),
        ('MembershipReadRowKey', $$
            SELECT v.cluster AS DeploymentId, address AS Address, port AS Port, generation AS Generation,
                name AS SiloName, host AS HostName, status AS Status, proxy AS ProxyPort, suspects AS SuspectTimes,
                started AS StartTime, alive AS IAmAliveTime, version AS Version
            FROM silo_version v LEFT JOIN silos s ON s.cluster = v.cluster AND address = @Address AND port = @Port
                AND generation = @Generation
            WHERE v.cluster = @DeploymentId
            $$),
        ('MembershipReadAllKey', $$
            SELECT v.cluster AS DeploymentId, address AS Address, port AS Port, generation AS Generation,
                name AS SiloName, host AS HostName, status AS Status, proxy AS ProxyPort, suspects AS SuspectTimes,
                started AS StartTime, alive AS IAmAliveTime, version AS Version
            FROM silo_version v LEFT JOIN silos s ON s.cluster = v.cluster
            WHERE v.cluster = @DeploymentId
            $$),
        ('DeleteMembershipTableEntriesKey', $$
            WITH gone AS (DELETE FROM silos WHERE cluster = @DeploymentId)
            DELETE FROM silo_version WHERE cluster = @DeploymentId
            $$),
        ('GatewaysQueryKey', $$
            SELECT address AS Address, proxy AS ProxyPort, generation AS Generation FROM silos
            WHERE cluster = @DeploymentId AND status = @Status AND proxy > 0
            $$),
        ('CleanupDefunctSiloEntriesKey', $$
            DELETE FROM silos WHERE cluster = @DeploymentId AND alive < @IAmAliveTime AND started < @IAmAliveTime
                AND status = 6
            $$),
        ('CleanupDefunctSiloEntryKey', $$
            DELETE FROM silos WHERE cluster = @DeploymentId AND status = 6 AND address = @Address AND port = @Port
                AND generation = @Generation AND alive = @IAmAliveTime AND started = @StartTime
                AND coalesce(suspects, '') = coalesce(@SuspectTimes, '')
            $$);
        """;
}
