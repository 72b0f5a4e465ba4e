# One image for every node; --role decides what a node does.
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY Directory.Build.props Directory.Packages.props global.json .editorconfig ./
COPY .ci/lib.sh .ci/
RUN bash -c 'root=/source; . .ci/lib.sh; try_browser_assets'
COPY Portal.Domain/Portal.Domain.csproj Portal.Domain/
COPY Portal.Jobs/Portal.Jobs.csproj Portal.Jobs/
COPY Portal/Portal.csproj Portal/BrowserAssets.props Portal/BrowserAssets.targets Portal/
RUN dotnet restore Portal/Portal.csproj
COPY Portal.Domain Portal.Domain
COPY Portal.Jobs Portal.Jobs
COPY Portal Portal
COPY wwwroot-assets wwwroot-assets
RUN dotnet publish Portal/Portal.csproj -c Release --no-restore -o /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0
RUN apt-get update && apt-get install -y --no-install-recommends curl openssh-client rsync && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY --from=build /app .
RUN mkdir /data && chown $APP_UID /data
USER $APP_UID
ENV ASPNETCORE_HTTP_PORTS=8080
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s CMD curl -fsS http://127.0.0.1:8080/health/live || exit 1
ENTRYPOINT ["dotnet", "Portal.dll"]
CMD ["serve", "--role", "all", "--data", "/data"]
