# The local stack's identity provider and demo services as containers: docker build -f deploy/local.Dockerfile -t gateway-local .
FROM mcr.microsoft.com/dotnet/sdk:10.0-noble AS build
WORKDIR /source

COPY global.json Directory.Build.props Directory.Packages.props BannedSymbols.txt .editorconfig ./
COPY src/Gateway/Gateway.csproj src/Gateway/
COPY src/Gateway.Local/Gateway.Local.csproj src/Gateway.Local/
RUN dotnet restore src/Gateway.Local/Gateway.Local.csproj

COPY src/Gateway/ src/Gateway/
COPY src/Gateway.Local/ src/Gateway.Local/
# A writable place for a user that owns nothing else: a new volume takes its owner from here.
RUN dotnet publish src/Gateway.Local/Gateway.Local.csproj --no-restore -c Release -p:UseAppHost=false -o /app && mkdir /data

FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled
WORKDIR /app
COPY --from=build /app ./
COPY --from=build --chown=$APP_UID:$APP_UID /data /data
ENV DOTNET_EnableDiagnostics_IPC=0
USER $APP_UID
ENTRYPOINT ["dotnet", "/app/Gateway.Local.dll"]
