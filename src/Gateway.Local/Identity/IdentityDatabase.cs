using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Gateway.Local.Identity;

/// <summary>Clients, grants and tokens in one SQLite file. Its tables are OpenIddict's.</summary>
internal sealed class IdentityDatabase(DbContextOptions<IdentityDatabase> options) : DbContext(options)
{
    /// <summary>Many readers beside one writer, waiting for each other in milliseconds; a killed process loses nothing that was committed.</summary>
    internal sealed class Tuning : DbConnectionInterceptor
    {
        private const string Pragmas = "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=10000;";

        public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
        {
            using var command = connection.CreateCommand();
            command.CommandText = Pragmas;
            command.ExecuteNonQuery();
        }

        public override async Task ConnectionOpenedAsync(
            DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = Pragmas;
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}
