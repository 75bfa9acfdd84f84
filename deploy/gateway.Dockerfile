# docker build -f deploy/gateway.Dockerfile -t gateway .
FROM mcr.microsoft.com/dotnet/sdk:10.0-noble AS build
WORKDIR /source

# What the restore reads and nothing else: its layer lives until a package changes.
COPY global.json Directory.Build.props Directory.Packages.props BannedSymbols.txt .editorconfig ./
COPY src/Gateway/Gateway.csproj src/Gateway/
RUN dotnet restore src/Gateway/Gateway.csproj

COPY src/Gateway/ src/Gateway/
RUN dotnet publish src/Gateway/Gateway.csproj --no-restore -c Release -p:UseAppHost=false -o /app

# No shell, no package manager, not root.
FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled
WORKDIR /app
COPY --from=build /app ./

# The root file system may be read-only: the debugger's pipe is the one thing .NET would write.
ENV DOTNET_EnableDiagnostics_IPC=0 \
    ASPNETCORE_HTTP_PORTS= \
    ASPNETCORE_URLS=http://+:8080
EXPOSE 8080
USER $APP_UID
HEALTHCHECK --interval=5s --timeout=3s --start-period=20s --retries=2 CMD ["dotnet", "/app/Gateway.dll", "healthcheck", "--contentRoot", "/settings"]

# appsettings.json is mounted as a folder, so that an editor that replaces the file still triggers the hot reload.
ENTRYPOINT ["dotnet", "/app/Gateway.dll"]
CMD ["serve", "--contentRoot", "/settings"]
